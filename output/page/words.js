// The interface's words in both languages; text from documents is never translated.
const WORDS = {
  zh: {
    search: "搜索", searchHint: "搜索指标、项目、部门", results: "搜索结果", nothingFound: "没有找到“{text}”",
    resultsMore: "还有 {n} 条，请输入更多文字", all: "全部", language: "English",
    jurisdiction: "地区", department: "部门", project: "项目", whole: "部门整体", category: "一级指标", indicator: "指标",
    legend: "图例", graph: "关系图", details: "详情", table: "指标表", closer: "放大", farther: "缩小", fit: "全图",
    more_jurisdiction: "+{n} 个地区", more_department: "+{n} 个部门", more_project: "+{n} 个项目",
    more_indicator: "+{n} 个指标", more_category: "+{n} 类",
    count: "显示 {n} / 共 {all} 个指标", moreRows: "再显示 {n} 行", noRows: "当前条件下没有指标，请放宽筛选。",
    no_jurisdiction: "未识别地区", no_department: "未识别部门", no_category: "未标注一级指标",
    no_whole: "部门整体绩效", no_project: "未命名项目",
    level3: "指标", target: "目标值", level1: "一级指标", level2: "二级指标", year: "年度", place: "来源",
    canonical: "规范值", period: "期间", annual: "年度目标", multi_year: "长期（实施期）目标", objective: "对应目标",
    source: "来源方式", fromTable: "表格", fromProse: "文字叙述", weight: "权重", actual: "实际完成值",
    description: "指标说明", basis: "确定依据", history: "历年目标", kind: "目标类型", numeric: "定量", change: "变动",
    date: "时限", qualitative: "定性", increase: "提高", decrease: "降低",
    assumed: "未印比较符号，按“等于”理解", worded: "比较符号由文字表述得出",
    blank: "未填目标值", not_applicable: "不适用", placeholder: "模板占位文字，未填写",
    doubt: "读取时有疑问，请核对原文", confidence: "可信度", repairs: "修复",
    line: "第 {n} 行", page: "第 {n} 页", sheet: "工作表 {n}", tableNumber: "表 {n}", row: "第 {n} 行（表内）",
    column: "第 {n} 列", code: "行政区划代码", projectCode: "项目编码", amount: "金额", budget: "部门预算",
    yuan: "元", tenThousand: "万元", indicators: "{n} 个指标", byLevel1: "按一级指标", byLevel2: "按二级指标",
    byJurisdiction: "按地区", documents: "文件", warnings: "读取提示", noLevel2: "未标注二级指标",
    allIndicators: "全部指标", overview: "总览", hintTitle: "从这里开始",
    hint1: "点击节点展开下一层，再点一次收起；点“+N”继续展开。", hint2: "滚轮上下移动，Ctrl＋滚轮缩放，拖动平移；按 / 搜索，↑ ↓ 选择，Enter 打开，Esc 返回。",
    hint3: "表头可排序；点击指标名查看目标值与来源位置。", back: "返回总览", years: "年度",
    inGraph: "图中有 {n} 个节点", unfold: "在图中展开", fold: "在图中收起",
    emptyTitle: "图中还没有指标",
    emptyRead: "下列文件已读过，但没有读出带绩效指标的表格或文字：",
    emptyDo: "请把含有绩效目标表的预算文件加入图谱，然后重新生成本页：",
    emptyPath: "预算文件或文件夹",
  },
  en: {
    search: "Search", searchHint: "Search indicators, projects, departments", results: "Results",
    nothingFound: "Nothing found for “{text}”", resultsMore: "{n} more: type on to narrow down", all: "All",
    language: "中文",
    jurisdiction: "Jurisdiction", department: "Department", project: "Project", whole: "Whole department",
    category: "Level 1", indicator: "Indicator",
    legend: "Legend", graph: "Graph", details: "Details", table: "Indicators", closer: "Zoom in",
    farther: "Zoom out", fit: "Fit",
    more_jurisdiction: "+{n} jurisdictions", more_department: "+{n} departments", more_project: "+{n} projects",
    more_indicator: "+{n} indicators", more_category: "+{n} categories",
    count: "{n} of {all} indicators", moreRows: "Show {n} more rows",
    noRows: "No indicator meets these filters: widen them.",
    no_jurisdiction: "Jurisdiction unknown", no_department: "Department unknown",
    no_category: "No level 1 printed", no_whole: "Whole department", no_project: "Unnamed project",
    level3: "Indicator", target: "Target", level1: "Level 1", level2: "Level 2", year: "Year", place: "Source",
    canonical: "Canonical", period: "Period", annual: "Annual", multi_year: "Multi-year", objective: "Objective",
    source: "Read from", fromTable: "a table", fromProse: "prose", weight: "Weight",
    actual: "Actual value", description: "Description", basis: "Basis", history: "Earlier targets",
    kind: "Kind of target", numeric: "number", change: "change", date: "deadline", qualitative: "qualitative",
    increase: "increase", decrease: "decrease",
    assumed: "no sign printed: taken as “equal”", worded: "sign taken from the wording",
    blank: "no target printed", not_applicable: "not applicable", placeholder: "placeholder of the form, not filled in",
    doubt: "Read with doubt: please check the document", confidence: "Confidence", repairs: "Repairs",
    line: "line {n}", page: "page {n}", sheet: "sheet {n}", tableNumber: "table {n}", row: "row {n}",
    column: "column {n}", code: "Division code", projectCode: "Project code", amount: "Amount",
    budget: "Department budget", yuan: "yuan", tenThousand: "ten thousand yuan", indicators: "{n} indicators",
    byLevel1: "By level 1", byLevel2: "By level 2", byJurisdiction: "By jurisdiction", documents: "Documents",
    warnings: "Reading notes", noLevel2: "No level 2 printed",
    allIndicators: "All indicators", overview: "Overview", hintTitle: "Start here",
    hint1: "Click a node to unfold it, again to fold it; “+N” unfolds more.",
    hint2: "The wheel scrolls, Ctrl + wheel zooms; press / to search, ↑ ↓ to choose, Enter to open, Esc to go back.",
    hint3: "Click a column's head to sort, an indicator's name for its target and source.", back: "Overview",
    years: "Years", inGraph: "{n} nodes in the graph", unfold: "Unfold in the graph", fold: "Fold in the graph",
    emptyTitle: "The graph holds no indicators yet",
    emptyRead: "These documents were read, but no table or text with performance indicators was found in them:",
    emptyDo: "Add budget documents with performance target tables, then make this page again:",
    emptyPath: "documents-or-folders",
  },
};
let language = "zh";

function word(key, values = {}) {
  // Replaced by a function: "$&" in a document's text would otherwise be taken as a pattern.
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

function translatePage() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = word(element.dataset.hint);
  const button = document.getElementById("language");
  button.textContent = word("language");
  button.lang = language === "zh" ? "en" : "zh-CN";
}
