using System.Globalization;
using System.Text;
using CaffeSharpGen.Torch7.Tests;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>
/// Prototxts that are damaged, endless, or made to cost much compile or are refused with a <see cref="PrototxtException"/>, in memory that is bounded by
/// their length. <c>CSG_PROTOTXT_MUTATIONS=20000</c> runs as many as that.
/// </summary>
public sealed class HostileFilesTests
{
    private const int Length = 100_000;

    // A layer of a hundred characters becomes a layer of the tree, of the graph and of the definition.
    private const long LeastBytes = 1 << 20, BytesForByte = 256;

    private static readonly int Mutations = int.Parse(
        Environment.GetEnvironmentVariable("CSG_PROTOTXT_MUTATIONS") ?? "300", CultureInfo.InvariantCulture);

    public static TheoryData<string, string> Costly()
    {
        const string Input = "layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } }\n";
        string Many(string part, Func<int, string> text) => string.Concat(Enumerable.Range(0, Length / part.Length).Select(text));
        return new()
        {
            { "nested", string.Concat(Enumerable.Repeat("layer{", Length / 6)) },
            { "brackets", "a: " + new string('[', Length) },
            { "zeros", new string('\0', Length) },
            { "fields", Many("a: 1\n", _ => "a: 1\n") },
            { "names", Many("a123456: 1\n", i => $"a{i}: 1\n") },
            { "a long name", $"name: '{new string('n', Length)}'\n{Input}layer {{ name: 'a' type: 'ReLU' bottom: 'data' top: 'a' }}" },
            { "a long type", $"{Input}layer {{ name: 'a' type: '{new string('t', Length)}' bottom: 'data' top: 'a' }}" },
            { "unknown types", Input + Many("layer { name: 'a123456' type: 'Strange' bottom: 'data' top: 'a123456' }\n",
                i => $"layer {{ name: 'a{i}' type: 'Strange' bottom: 'data' top: 'a{i}' }}\n") },
            { "unknown bottoms", Input + Many("layer { name: 'a123456' type: 'ReLU' bottom: 'dta' top: 'a123456' }\n",
                i => $"layer {{ name: 'a{i}' type: 'ReLU' bottom: 'dta' top: 'a{i}' }}\n") },
            { "unknown fields", Input + Many("layer { name: 'a123456' typ: 'ReLU' bottom: 'data' top: 'a123456' }\n",
                i => $"layer {{ name: 'a{i}' typ: 'ReLU' bottom: 'data' top: 'a{i}' }}\n") },
            { "axes", $"layer {{ name: 'data' type: 'Input' top: 'data' input_param {{ shape {{ {Many("dim: 1 ", _ => "dim: 1 ")} }} }} }}" },
            { "large axes", "layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 46340 dim: 46340 } } }"
                + "layer { name: 'a' type: 'ReLU' bottom: 'data' top: 'a' }" },
            { "many outputs", Input + "layer { name: 'a' type: 'InnerProduct' bottom: 'data' top: 'a' inner_product_param { num_output: 2000000000 } }" },
            { "a large kernel", Input + "layer { name: 'a' type: 'Convolution' bottom: 'data' top: 'a' "
                + "convolution_param { num_output: 1000000 kernel_size: 1000000 pad: 1000000 } }" },
            { "many tops", $"{Input}layer {{ name: 'a' type: 'Split' bottom: 'data' {Many("top: 't123456' ", i => $"top: 't{i}' ")} }}" },
            { "many bottoms", $"{Input}layer {{ name: 'a' type: 'Concat' {Many("bottom: 'data' ", _ => "bottom: 'data' ")} top: 'a' }}" },
        };
    }

    [Theory]
    [MemberData(nameof(Costly))]
    public void A_prototxt_costs_what_it_holds(string what, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        TryCompile(bytes, what);
    }

    [Fact]
    public void Mutated_prototxts_are_compiled_or_refused()
    {
        byte[][] originals = [.. new[] { "squeezenet_v1.1", "scenes" }.Select(name => SharedFolder.InRepository("models", name + ".prototxt"))
            .Where(File.Exists).Select(File.ReadAllBytes)];
        Assert.NotEmpty(originals);
        foreach (byte[] original in originals)
            Assert.True(TryCompile(original, "whole"));
        var random = new Random(16);
        for (int i = 0; i < Mutations; i++)
            TryCompile(Mutation.Of(originals[i % originals.Length], random), $"mutation {i}");
    }

    [Fact]
    public void Endless_files_are_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices of Linux");
        PrototxtException endless = Assert.Throws<PrototxtException>(() => CompiledPrototxt.Read("/dev/zero"));
        Assert.Equal("/dev/zero: the file has more than 16,777,216 bytes; expected a prototxt, of at most 16,777,216", endless.Message);
        Assert.Throws<PrototxtException>(() => CompiledPrototxt.Read("/dev/urandom"));
    }

    private static bool TryCompile(byte[] bytes, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? problem = Record.Exception(() => CompiledPrototxt.Read(new MemoryStream(bytes), "hostile.prototxt"));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(problem is null or PrototxtException, $"{what}: {problem}");
        Assert.True(
            problem is null || problem.Message.Length < 20000, $"{what}: a message of {problem?.Message.Length} characters");
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {allocated} bytes of memory for {bytes.Length}");
        Assert.True(allocated < LeastBytes + BytesForByte * bytes.Length, $"{what}: {allocated} bytes of memory for a file of {bytes.Length}");
        return problem is null;
    }
}
