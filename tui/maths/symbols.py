"""What LaTeX names are as characters, where pylatexenc has none or another."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


RAISED = dict(zip("0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθικφχ′*∗",
                   "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᶥᶲᵠᵡ′**",
                   strict=True))  # fmt: skip
LOWERED = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ",
                    "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))  # fmt: skip
VULGAR = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "1/8": "⅛"}
ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0305",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "underline": "\u0332",
    "check": "\u030c",
    "acute": "\u0301",
}
ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
SILENT = _set(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle limits"
    " nolimits displaystyle textstyle scriptstyle nonumber notag bf rm it cal sf tt mathstrut"
    " allowbreak hline centering strut"
)
WORDS = _set(
    "mathrm text textrm textit textsf texttt mathsf mathtt mathit mathbf textbf boldsymbol bm"
    " operatorname mbox hbox mathop mathbin mathrel mathord mathnormal boxed ce pu underbrace"
    " overbrace overrightarrow overleftarrow substack phantom tag label ensuremath"
)
GONE = frozenset(("phantom", "label"))
"""What shows nothing of what it is given."""
SPACES = {",": " ", ";": " ", ":": " ", "!": "", " ": " ", "quad": "  ", "qquad": "    "}
MORE = {
    "bmod": " mod ",
    "mod": " mod ",
    "iff": "⟺",
    "implies": "⟹",
    "impliedby": "⟸",
    "gets": "←",
    "triangle": "△",
    "models": "⊨",
    "bot": "⊥",
    "degree": "°",
    "lvert": "|",
    "rvert": "|",
    "lVert": "‖",
    "rVert": "‖",
    "vert": "|",
    "Vert": "‖",
    "argmax": "arg max",
    "Box": "□",
    "argmin": "arg min",
    "Re": "ℜ",
    "Im": "ℑ",
    "colon": ":",
    "coloneqq": "≔",
    "square": "□",
    "blacksquare": "■",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "top": "⊤",
    "longrightarrow": "⟶",
    "Longrightarrow": "⟹",
    "longmapsto": "⟼",
    "mapsto": "↦",
    "And": "&",
    "land": "∧",
    "lor": "∨",
    "lnot": "¬",
    "neg": "¬",
    "dots": "…",
    "vdots": "⋮",
    "ddots": "⋱",
    "lbrace": "{",
    "rbrace": "}",
    "backslash": "\\",
    "prime": "′",
    "smallsetminus": "∖",
    "le": "≤",
    "ge": "≥",
    "ne": "≠",
    "cdot": "·",
    "ast": "∗",
    "star": "⋆",
    "|": "‖",
    "varepsilon": "ε",
    "phi": "φ",
    "varphi": "φ",
    "epsilon": "ε",
    "leqslant": "≤",
    "geqslant": "≥",
    "lesssim": "≲",
    "gtrsim": "≳",
    "hbar": "ℏ",
    "nsubseteq": "⊈",
}
CLOSED = {"pmatrix": "()", "bmatrix": "[]", "vmatrix": "||", "Vmatrix": "‖‖", "Bmatrix": "{}"}
ROWS = _set(
    "aligned align align* split gather gather* gathered eqnarray eqnarray* equation"
    " equation* alignat alignat* alignedat multline multline* flalign flalign*"
)
RELATIONS = frozenset("=≠<>≤≥≈≡≅∼≃∝→⟶⇒⟹⇔⟺↦⟼∈∉⊂⊆⊃⊇⊨⊢≪≫≔≲≳←⟵⇐∣∥")
"""Characters that stand between spaces."""
BINARY = frozenset("±∓×÷∪∩∧∨⊕⊗⊖∖∘")
"""Characters that stand between spaces, when something is before them."""
LARGE = frozenset("∑∏∫∬∭∮⋃⋂")
"""Characters that a space follows."""
CLOSERS = frozenset(")]},;⌋⌉⟩")
"""Characters that no space stands before."""
NAMES = _set(
    "det Pr dim ker gcd lcm deg hom sup inf limsup liminf sgn tr rank span erf diag arg max min lim"
    " exp log ln lg sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan"
)
"""Functions that are written as they are called."""
