using System.Globalization;

namespace CaffeSharpGen;

/// <summary>Reads the Python literal in the header of a <c>.npy</c> file, token by token.</summary>
/// <param name="text">The header.</param>
/// <param name="name">What errors call the file.</param>
internal sealed class NpyDictionary(string text, string name)
{
    private int at;

    /// <summary>Takes a sign, after blanks.</summary>
    public void Expect(char sign)
    {
        if (!TryTake(sign))
            throw Unexpected($"'{sign}'");
    }

    /// <summary>Takes a sign, after blanks, if it is the next one.</summary>
    public bool TryTake(char sign)
    {
        SkipBlanks();
        if (at == text.Length || text[at] != sign)
            return false;
        at++;
        return true;
    }

    /// <summary>Takes the blanks at the end.</summary>
    public void ExpectEnd()
    {
        SkipBlanks();
        if (at < text.Length)
            throw Unexpected("the end of the header");
    }

    /// <summary>Takes a string in single or double quotes, which has no escapes.</summary>
    public string Text()
    {
        SkipBlanks();
        char quote = at < text.Length ? text[at] : ' ';
        // An array of records has a list of fields there.
        if (quote is not ('\'' or '"'))
            throw Unexpected("a string: the elements of a tensor are numbers, not records");
        int end = text.IndexOf(quote, at + 1);
        if (end < 0)
            throw Unexpected("a string that ends");
        string found = text[(at + 1)..end];
        at = end + 1;
        return found;
    }

    /// <summary>Takes True or False.</summary>
    public bool Truth() => Word() switch
    {
        "True" => true,
        "False" => false,
        _ => throw Unexpected("True or False"),
    };

    /// <summary>Takes a tuple of integers.</summary>
    /// <param name="most">How many there may be.</param>
    public int[] Tuple(int most)
    {
        var numbers = new List<int>();
        Expect('(');
        while (!TryTake(')'))
        {
            string digits = Word();
            // Python 2 wrote long integers with an L.
            if (!int.TryParse(digits.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                throw NpyHeader.Invalid(name, $"the length '{digits}' of an axis", $"a number from 0 to {int.MaxValue}");
            if (numbers.Count == most)
                throw NpyHeader.Invalid(name, $"more than {most} axes", $"at most {most}");
            numbers.Add(number);
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }
        return [.. numbers];
    }

    private string Word()
    {
        SkipBlanks();
        int start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '-' or '+' or '.'))
            at++;
        return text[start..at];
    }

    private void SkipBlanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private InvalidDataException Unexpected(string expected) => NpyHeader.Invalid(
        name, at < text.Length ? $"'{text[at]}' as sign {at + 1} of the header" : "the end of the header", expected);
}
