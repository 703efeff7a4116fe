using System.Text.RegularExpressions;

namespace CaffeSharpGen.Language;

/// <summary>
/// Splits English text into words of the Penn Treebank, after R. MacIntyre's rules of 1995 as in NLTK's <c>TreebankWordTokenizer</c>.
/// Punctuation is a word of its own, a full stop only at the end of the text. <c>don't</c> becomes <c>do n't</c>, <c>cannot</c> becomes
/// <c>can not</c>, double quotes become <c>``</c> and <c>''</c>. The text is not split into sentences first, and case is kept.
/// </summary>
public static partial class TreebankTokenizer
{
    // Each rule puts blanks around words, and works on the result of the rules before it.
    private static readonly (Regex Where, string With)[] Rules =
    [
        (FirstQuote(), " `` "),
        (OpeningQuote(), " `` "),
        (ColonOrCommaBeforeNoDigit(), " $1 $2"),
        (SeparatedEverywhere(), " $0 "),
        (LastFullStop(), "$1 .$2 "),
        (QuestionOrExclamation(), " $0 "),
        (ApostropheBeforeBlank(), "$1 ' "),
        (Bracket(), " $0 "),
        (Dash(), " $0 "),
        (Edges(), " "),
        (ClosingQuote(), " '' "),
        (ShortEnding(), " $0"),
        (LongEnding(), " $0"),
        (Contraction(), " ${first} ${second} "),
        (ItIs(), "$1 $2 "),
        (ItWas(), "$1 $2 "),
    ];

    /// <summary>The words of a text, in order.</summary>
    public static string[] Tokenize(string text)
    {
        foreach ((Regex where, string with) in Rules)
            text = where.Replace(text, with);
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"``|^""")]
    private static partial Regex FirstQuote();

    [GeneratedRegex(@"(?<=[ (\[{<])(?:""|'')")]
    private static partial Regex OpeningQuote();

    // Of two in a row, the second is the character behind the first, and stays with its word.
    [GeneratedRegex(@"([:,])(\D|$)")]
    private static partial Regex ColonOrCommaBeforeNoDigit();

    [GeneratedRegex(@"\.{3}|[#$%&;@]")]
    private static partial Regex SeparatedEverywhere();

    [GeneratedRegex(@"([^.])\.([""')>\]}]*)\s*$")]
    private static partial Regex LastFullStop();

    [GeneratedRegex("[!?]")]
    private static partial Regex QuestionOrExclamation();

    [GeneratedRegex("([^'])' ")]
    private static partial Regex ApostropheBeforeBlank();

    [GeneratedRegex(@"[()<>{}\[\]]")]
    private static partial Regex Bracket();

    [GeneratedRegex("--")]
    private static partial Regex Dash();

    [GeneratedRegex(@"\A|\z")]
    private static partial Regex Edges();

    [GeneratedRegex(@"''|""")]
    private static partial Regex ClosingQuote();

    [GeneratedRegex("(?<=[^' ])'[DMSdms]?(?= )")]
    private static partial Regex ShortEnding();

    [GeneratedRegex("(?<=[^' ])(?:'(?:ll|LL|re|RE|ve|VE)|n't|N'T)(?= )")]
    private static partial Regex LongEnding();

    [GeneratedRegex(
        @"\b(?<first>can)(?<second>not)\b|\b(?<first>d)(?<second>'ye)\b|\b(?<first>gim)(?<second>me)\b|\b(?<first>gon)(?<second>na)\b"
        + @"|\b(?<first>got)(?<second>ta)\b|\b(?<first>lem)(?<second>me)\b|\b(?<first>more)(?<second>'n)\b"
        + @"|\b(?<first>wan)(?<second>na)(?=\s)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Contraction();

    [GeneratedRegex(@"(?<= )('t)(is)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ItIs();

    [GeneratedRegex(@"(?<= )('t)(was)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ItWas();
}
