using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Protobuf text format, every form of it that Caffe's tools accept.</summary>
public sealed class ParserTests
{
    private static readonly MessageSchema Schema = new MessageSchema("Test")
        .String("s").Strings("ss").Int("i").Ints("is").Float("f").Floats("fs").Bool("b").Enum("e", "ZERO", "ONE")
        .Message("m", new MessageSchema("Inner").Int("i").String("s")).Messages("ms", new MessageSchema("Inner").Int("i").String("s"));

    // Field report 56: files called deploy.prototxt in personal repositories.
    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n", 0, "git lfs pull")]
    [InlineData("\n\n  \n<!DOCTYPE html>\n<html lang=\"en\">", 3, "web page")]
    public void What_was_downloaded_instead_of_a_prototxt_is_named(string text, int line, string said)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        Problem error = Assert.Single(parsed.Problems);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, parsed.Spans.LinePosition(parsed.Spans[error.Node].Start).Line);
    }

    [Theory]
    [InlineData("s: \"double\"", "double")]
    [InlineData("s: 'single'", "single")]
    [InlineData("s: 'a' \"b\"\n  'c'", "abc")]
    [InlineData("""s: "tab\tquote\"back\\octal\101hex\x41" """, "tab\tquote\"back\\octalAhexA")]
    [InlineData("s: 'naïve # not a comment'", "naïve # not a comment")]
    public void Strings(string text, string expected) => Assert.Equal(expected, Read(text).String("s", ""));

    [Theory]
    [InlineData("1.", 1f)]
    [InlineData(".5", 0.5f)]
    [InlineData("1e-3", 1e-3f)]
    [InlineData("2E+2", 200f)]
    [InlineData("1f", 1f)]
    [InlineData("1.5f", 1.5f)]
    [InlineData("-0.25", -0.25f)]
    [InlineData("- 3", -3f)]
    [InlineData("inf", float.PositiveInfinity)]
    [InlineData("-inf", float.NegativeInfinity)]
    [InlineData("nan", float.NaN)]
    [InlineData("0x10", 16f)]
    [InlineData("7", 7f)]
    public void Floats(string text, float expected) => Assert.Equal(expected, Read($"f: {text}").Float("f", 99));

    [Theory]
    [InlineData("12", 12)]
    [InlineData("-12", -12)]
    [InlineData("0x1F", 31)]
    [InlineData("010", 8)]
    public void Integers(string text, int expected) => Assert.Equal(expected, Read($"i: {text}").Int("i", 99));

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("t", true)]
    [InlineData("True", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("f", false)]
    public void Booleans(string text, bool expected) => Assert.Equal(expected, Read($"b: {text}").Bool("b", !expected));

    [Theory]
    [InlineData("e: ONE")]
    [InlineData("e: 1")]
    public void Enums_by_name_and_number(string text) => Assert.Equal("ONE", Read(text).Enum("e", ""));

    [Theory]
    [InlineData("m { i: 3 }")]
    [InlineData("m: { i: 3 }")]
    [InlineData("m < i: 3 >")]
    [InlineData("m: <i:3>")]
    [InlineData("m{i:3;};")]
    [InlineData("m{i:3,},")]
    [InlineData("\uFEFFm {\r\n  i: 3 # ünï\r\n}\r\n")]
    public void Messages(string text) => Assert.Equal(3, Read(text).Message("m").Int("i", 0));

    [Fact]
    public void Lists()
    {
        FieldReader read = Read("is: [1, 2, 3] is: 4 ss: ['a', 'b' 'c'] fs: [] ms: [{ i: 1 }, < i: 2 >] ms { i: 3 }");
        Assert.Equal([1, 2, 3, 4], read.Ints("is"));
        Assert.Equal(["a", "bc"], read.Strings("ss"));
        Assert.Empty(read.Floats("fs"));
        Assert.Equal([1, 2, 3], read.Messages("ms").Select(message => message.Int("i", 0)));
    }

    [Theory]
    [InlineData("i 3", "after the field 'i'", 0, 2)]
    [InlineData("\ni: $", "the character '$'", 1, 3)]
    [InlineData("is: [1 2]", "separated by ','", 0, 7)]
    [InlineData("m { i: 3", "a '}' is missing", 0, 8)]
    [InlineData("m { i: 3 }\nm {\n  m { i: 3\n}\nm { i: 3 }", "a '}' is missing, for 'm' of line 2, column 1", 4, 10)]
    [InlineData("i: 3\n}", "which closes no message: there is one too many", 1, 0)]
    [InlineData("s: 'open\n", "not closed", 0, 3)]
    [InlineData("s: 'bad \\q'", "escape", 0, 8)]
    [InlineData("i: 3 }", "a field's name was expected", 0, 5)]
    [InlineData("i: 3x", "not a number", 0, 3)]
    [InlineData("m > i: 3", "after the field 'm'", 0, 2)]
    [InlineData(": 3", "a field's name was expected", 0, 0)]
    public void Syntax_errors_have_a_place(string text, string said, int line, int column)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        Problem problem = Assert.Single(parsed.Problems);
        Assert.Equal(ProblemCodes.Syntax, problem.Code);
        Assert.Contains(said, problem.Message);
        Assert.Equal((line, column), parsed.Spans.LinePosition(parsed.Spans[problem.Node].Start));
    }

    [Theory]
    [InlineData("s: bare", "text in quotes")]
    [InlineData("i: ID", "an integer")]
    [InlineData("i: 1.5", "an integer")]
    [InlineData("i: 99999999999", "an integer")]
    [InlineData("f: 'one'", "a number")]
    [InlineData("b: yes", "true or false")]
    [InlineData("e: ON", "did you mean 'ONE'?")]
    [InlineData("m: 3", "a message")]
    [InlineData("i { }", "a value after ':'")]
    [InlineData("i: 1 i: 2", "more than once")]
    public void Wrong_values_are_errors(string text, string said)
    {
        Problem problem = Assert.Single(SchemaCheck.Check(PrototxtParser.Parse(text).Root, Schema));
        Assert.Equal(Severity.Error, problem.Severity);
        Assert.Contains(said, problem.Message);
    }

    [Fact]
    public void An_unknown_field_is_an_error_with_a_suggestion_and_a_way_out()
    {
        Problem problem = Assert.Single(SchemaCheck.Check(PrototxtParser.Parse("m { ii: 1 }").Root, Schema));
        Assert.Equal((ProblemCodes.UnknownField, Severity.Error), (problem.Code, problem.Severity));
        Assert.Contains("did you mean 'i'?", problem.Message);
        Assert.Contains("CaffeIgnoreFields=\"ii\"", problem.Message);
    }

    [Fact]
    public void Comments_and_white_space_leave_the_tree_equal()
    {
        ParsedPrototxt one = PrototxtParser.Parse("s: 'a' m { i: 3 } is: [1, 2]");
        ParsedPrototxt other = PrototxtParser.Parse("# new\ns:'a'\n\n  m {   i :\t3 }# why\nis: [ 1,2 ]");
        Assert.Equal(one.Root, other.Root);
        Assert.Equal(one.Root.GetHashCode(), other.Root.GetHashCode());
        Assert.NotEqual(one.Spans[1], other.Spans[1]);
        Assert.NotEqual(one.Root, PrototxtParser.Parse("s: 'a' m { i: 4 } is: [1, 2]").Root);
    }

    [Fact]
    public void Deep_nesting_is_an_error()
    {
        string deep = string.Concat(Enumerable.Repeat("m {", 100_000));
        Assert.Contains("nested", Assert.Single(PrototxtParser.Parse(deep).Problems).Message);
    }

    [Fact]
    public void Damaged_text_never_throws()
    {
        const string Whole = "name: \"net\" # c\nlayer { name: 'a' type: 'Convolution' bottom: 'x' top: \"y\" convolution_param { kernel_size: [3, 1] pad: -1.5e3 engine: CAFFE } } input_dim: 0x1F <>;,";
        var random = new Random(20261123);
        for (int i = 0; i < 20_000; i++)
        {
            char[] damaged = Whole.ToCharArray();
            for (int j = random.Next(1, 5); j > 0; j--)
                damaged[random.Next(damaged.Length)] = (char)(random.Next(4) == 0 ? random.Next(0x2100) : Whole[random.Next(Whole.Length)]);
            string text = new string(damaged)[..random.Next(damaged.Length + 1)];
            ParsedPrototxt parsed = PrototxtParser.Parse(text);
            foreach (Problem problem in parsed.Problems)
                Assert.InRange(parsed.Spans[problem.Node].Start, 0, text.Length);
            if (parsed.Problems.Length == 0)
                Graph.NetworkCompiler.Compile(parsed.Root, new Nets.NetOptions());
        }
    }

    private static FieldReader Read(string text)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        Assert.Empty(parsed.Problems);
        Assert.Empty(SchemaCheck.Check(parsed.Root, Schema));
        return new FieldReader(parsed.Root, Schema);
    }
}
