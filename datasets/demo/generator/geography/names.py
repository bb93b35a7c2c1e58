"""Names of places, in Chinese and English; all invented or common, none of a real city's map."""

from __future__ import annotations

CITY = ("云澜市", "Yunlan")
DISTRICTS = [
    ("中和区", "Zhonghe", (0, 0)), ("临江区", "Linjiang", (3_000, -3_000)), ("镜湖区", "Jinghu", (-2_500, 9_000)),
    ("北关区", "Beiguan", (-3_000, 3_000)), ("东港区", "Donggang", (16_000, -7_000)),
    ("西岭区", "Xiling", (-17_000, 0)), ("南屏区", "Nanping", (3_000, -12_500)), ("高新区", "Gaoxin", (8_000, 6_000)),
    ("松溪区", "Songxi", (-13_500, 8_000)), ("沙洲区", "Shazhou", (-7_500, -9_000)),
    ("望山区", "Wangshan", (-7_000, -1_500)), ("清源区", "Qingyuan", (7_000, 12_000)),
]  # fmt: skip
SUB_DISTRICTS = [
    ("钟楼", "Zhonglou"), ("文昌", "Wenchang"), ("柳岸", "Liuan"), ("石桥", "Shiqiao"), ("白塔", "Baita"),
    ("学府", "Xuefu"), ("松园", "Songyuan"), ("和平", "Heping"), ("青云", "Qingyun"), ("龙泉", "Longquan"),
    ("梅岭", "Meiling"), ("竹溪", "Zhuxi"), ("花园", "Huayuan"), ("滨河", "Binhe"), ("金山", "Jinshan"),
    ("银杏", "Yinxing"), ("科苑", "Keyuan"), ("站前", "Zhanqian"), ("铁北", "Tiebei"), ("古城", "Gucheng"),
    ("月湾", "Yuewan"), ("平安", "Pingan"), ("丰收", "Fengshou"), ("双井", "Shuangjing"), ("三里", "Sanli"),
    ("马场", "Machang"), ("桃源", "Taoyuan"), ("杏林", "Xinglin"), ("枫桥", "Fengqiao"), ("翠屏", "Cuiping"),
    ("凤鸣", "Fengming"), ("鹤林", "Helin"), ("鹿苑", "Luyuan"), ("云台", "Yuntai"), ("望江", "Wangjiang"),
    ("安居", "Anju"), ("永乐", "Yongle"), ("兴业", "Xingye"), ("迎宾", "Yingbin"), ("朝阳", "Chaoyang"),
    ("清河", "Qinghe"), ("东湖", "Donghu"), ("莲花", "Lianhua"), ("玉带", "Yudai"), ("麦田", "Maitian"),
    ("杨柳", "Yangliu"), ("南郊", "Nanjiao"), ("海棠", "Haitang"), ("旧港", "Jiugang"), ("盐仓", "Yancang"),
    ("沙河", "Shahe"), ("渡口", "Dukou"), ("紫荆", "Zijing"), ("星火", "Xinghuo"), ("长堤", "Changdi"),
    ("半山", "Banshan"), ("新桥", "Xinqiao"), ("锦绣", "Jinxiu"), ("红旗", "Hongqi"), ("观音", "Guanyin"),
]  # fmt: skip
STREETS = [
    "建设路", "人民路", "解放路", "中山路", "和平路", "文化路", "新华路", "胜利路", "光明路", "长江路",
    "黄河路", "北京路", "青年路", "学院路", "工业路", "滨江大道", "迎宾大道", "站前路", "花园路", "朝阳路",
    "振兴路", "友谊路", "兴盛街", "安康街", "永安街", "书院街", "桥头街", "柳荫街", "梧桐街", "银杏街",
]  # fmt: skip
LINES = [("1号线", "Line 1", "D94F30"), ("2号线", "Line 2", "2F7FB8"), ("3号线", "Line 3", "4E9A50")]
STATIONS = [
    ("云台东", "Yuntai East"), ("工业园", "Industrial Park"), ("石门", "Shimen"), ("松涛路", "Songtao Road"),
    ("体育公园", "Sports Park"), ("柳巷", "Liuxiang"), ("市医院", "City Hospital"), ("钟鼓楼", "Drum Tower"),
    ("市民中心", "Civic Centre"), ("滨江绿地", "Riverside Green"), ("会展中心", "Expo Centre"),
    ("东港", "Donggang"), ("湿地公园", "Wetland Park"), ("客运码头", "Ferry Terminal"),
    ("镜湖北", "Jinghu North"), ("镜湖", "Mirror Lake"), ("师范大学", "Normal University"),
    ("北关", "Beiguan"), ("文昌桥", "Wenchang Bridge"), ("百货大楼", "Department Store"), ("南门", "South Gate"),
    ("火车南站", "South Railway Station"), ("南屏", "Nanping"), ("大学城", "University Town"),
    ("麦田", "Maitian"), ("植物园", "Botanical Garden"), ("科技城", "Science City"), ("创新港", "Innovation Port"),
    ("双井", "Shuangjing"), ("老码头", "Old Wharf"), ("古城墙", "Old Wall"), ("半山", "Banshan"),
    ("翠微山", "Cuiwei Hill"), ("西岭", "Xiling"), ("机场", "Airport"), ("物流港", "Logistics Port"),
]  # fmt: skip
INNER_RING = ("内环路", "Inner Ring")
OUTER_RING = ("外环高速", "Outer Ring Expressway")
RADIALS = [
    ("云东大道", "Yundong Avenue"), ("科技大道", "Keji Avenue"), ("北苑大道", "Beiyuan Avenue"),
    ("西岭大道", "Xiling Avenue"), ("翠微大道", "Cuiwei Avenue"), ("南屏大道", "Nanping Avenue"),
    ("沙洲大道", "Shazhou Avenue"), ("东港大道", "Donggang Avenue"),
]  # fmt: skip
RAIL = [("京澜铁路", "Beijing-Yunlan Railway"), ("澜海铁路", "Yunlan-Coast Railway")]
