using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>
/// Texts that ask for one thing over and over: what the compiler allocates for them is bounded by their length and grows with it, not with its square.
/// Time is not measured: what takes a square of the time does so in most cases by a square of the memory.
/// </summary>
public sealed class HostileTextTests
{
    // A prototxt of 23 kB made the compiler allocate 209 MB. The text itself has two bytes for a character here.
    private const int Length = 23_000, MostTimesText = 110 * sizeof(char);

    // What compiles has its whole network in memory, two or three times; an input in these texts has 9 characters, a layer 37.
    private const int MostTimesNetwork = 340 * sizeof(char);

    public static IEnumerable<TheoryDataRow<string>> Names => HostileTexts.Of(100).Select(text => new TheoryDataRow<string>(text.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Allocations_are_bounded_by_the_text_and_grow_with_it(string name)
    {
        Compile(TextOf(name, 1000)); // What is made once, is made here.
        string text = TextOf(name, Length), twice = TextOf(name, 2 * Length);
        (long bytes, bool isNetwork) = Compile(text);
        Assert.InRange(bytes, 0, text.Length * (isNetwork ? MostTimesNetwork : MostTimesText));
        long bytesOfTwice = Compile(twice).Bytes;
        // Lists double at other lengths.
        Assert.InRange(bytesOfTwice, 0, (long)(2.8 * twice.Length / (2.0 * text.Length) * bytes) + 20_000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Messages_are_short_and_lie_in_the_text(string name)
    {
        string text = TextOf(name, Length);
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        IEnumerable<Problem> problems = parsed.Problems.Length > 0 ? parsed.Problems : NetworkCompiler.Compile(parsed.Root, new NetOptions()).Problems;
        foreach (Problem problem in problems)
        {
            Assert.InRange(problem.Message.Length, 1, 1000);
            Assert.InRange(parsed.Spans[problem.Node].Start, 0, text.Length);
            Assert.InRange(parsed.Spans[problem.Node].Start + parsed.Spans[problem.Node].Length, 0, text.Length);
        }
    }

    [Fact]
    public void A_text_that_is_wrong_everywhere_gives_as_many_errors_as_a_person_reads()
    {
        (_, EquatableArray<Problem> problems) = NetworkCompiler.Compile(PrototxtParser.Parse(TextOf("a long list of choices", Length)).Root, new NetOptions());
        Assert.Equal(101, problems.Length);
        Assert.Contains("nothing more is reported", problems[100].Message);
    }

    // A guess goes through all known names: it is not made thousands of times.
    [Fact]
    public void Long_names_have_no_guess_and_near_ones_do()
    {
        Assert.Equal("", NearestNames.Suggestion(new string('a', 65), [new string('a', 64)]));
        Assert.Equal("; did you mean 'kernel_size'?", NearestNames.Suggestion("kernle_size", ["kernel_h", "kernel_size", "kernel_w"]));
        Assert.Equal("; did you mean 'KERNEL'?", NearestNames.Suggestion("kernel", ["kern", "KERNEL"]));
        Assert.Equal("; did you mean 'b'?", NearestNames.Suggestion("ab", ["xyz", "b", "a"]));
        Assert.Equal("", NearestNames.Suggestion("abc", ["", "xyz", new string('a', 300)]));
    }

    // Against the plain definition, by recursion: letters that are wrong, missing, too many, or swapped.
    [Fact]
    public void Guesses_are_the_nearest_names()
    {
        var random = new Random(14);
        string Word() => new([.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => "abC"[random.Next(3)])]);
        for (int i = 0; i < 3000; i++)
        {
            string name = Word();
            string[] known = [.. Enumerable.Range(0, 4).Select(_ => Word())];
            int least = known.Min(word => Distance(name.ToLowerInvariant(), word.ToLowerInvariant()));
            string expected = least > Math.Max(1, name.Length / 3) ? "" : $"; did you mean '{known.First(word => Distance(name.ToLowerInvariant(), word.ToLowerInvariant()) == least)}'?";
            Assert.Equal(expected, NearestNames.Suggestion(name, known));
        }
    }

    [Fact]
    public void Equal_names_are_numbered_in_their_order()
    {
        string net = "input: 'x' input_shape { dim: 1 dim: 1 dim: 2 dim: 2 }\n"
            + string.Concat(new[] { "a", "a#3", "a", "a", "a#2", "a" }.Select(name => $"layer {{ name: '{name}' type: 'ReLU' bottom: 'x' top: 'x' }}\n"));
        (NetworkDefinition? network, _) = NetworkCompiler.Compile(PrototxtParser.Parse(net).Root, new NetOptions());
        Assert.Equal(["x", "a", "a#3", "a#2", "a#4", "a#2#2", "a#5"], network!.Values.Select(value => value.Name));
        Assert.Equal(["A", "A_3", "A_2", "A_4", "A_2_2", "A_5", "B"], Identifiers.Unique(["a", "a-3", "a", "a", "a 2", "a", "b"], ["C"]));
    }

    // Caffe's kMaxBlobAxes.
    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void A_blob_has_at_most_32_axes(int axes, bool compiles)
    {
        string net = $"input: 'x' input_shape {{ {string.Concat(Enumerable.Repeat("dim: 1 ", axes))} }} layer {{ name: 'a' type: 'ReLU' bottom: 'x' top: 'y' }}";
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(PrototxtParser.Parse(net).Root, new NetOptions());
        Assert.Equal(compiles, network is not null);
        if (!compiles)
            Assert.Contains("33 axes; Caffe's blobs have at most 32", problems[0].Message);
    }

    private static int Distance(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
            return a.Length + b.Length;
        int least = Math.Min(Distance(a[..^1], b[..^1]) + (a[^1] == b[^1] ? 0 : 1), Math.Min(Distance(a[..^1], b), Distance(a, b[..^1])) + 1);
        return a.Length > 1 && b.Length > 1 && a[^1] == b[^2] && a[^2] == b[^1] ? Math.Min(least, Distance(a[..^2], b[..^2]) + 1) : least;
    }

    private static string TextOf(string name, int length) => HostileTexts.Of(length).First(text => text.Name == name).Text;

    private static (long Bytes, bool IsNetwork) Compile(string text)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        NetworkDefinition? network = parsed.Problems.Length == 0 ? NetworkCompiler.Compile(parsed.Root, new NetOptions()).Network : null;
        return (GC.GetAllocatedBytesForCurrentThread() - before, network is not null);
    }
}
