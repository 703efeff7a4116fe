using System.Globalization;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>
/// Damaged files are read or refused with a <see cref="WeightException"/> that names a place; nothing else happens, and no damaged number
/// costs memory. <c>CSG_TORCH7_MUTATIONS=100000</c> runs as many as that, also of Torch7's own checkpoints.
/// </summary>
public sealed class MutatedFilesTests
{
    private static readonly int Mutations = int.Parse(
        Environment.GetEnvironmentVariable("CSG_TORCH7_MUTATIONS") ?? "2000", CultureInfo.InvariantCulture);

    [Fact]
    public void MutatedFilesAreReadOrRefused()
    {
        List<byte[]> originals = [.. Enum.GetValues<Torch7Format>().Select(format => SampleValues.Everything().Written(format))];
        for (int seed = 0; seed < 4; seed++)
            originals.AddRange(Enum.GetValues<Torch7Format>().Select(format => new RandomValue(seed).Make().Written(format)));
        Run(originals, Mutations);
    }

    [Fact]
    public void MutatedCheckpointsAreReadOrRefused()
    {
        using Torch7File file = Torch7File.Open(SharedFolder.Require("golden", "captioning", "model_cpu.t7"));
        // The structure is what can be damaged: of the weights a few are enough.
        Torch7Value small = new Shortened().Of(file.Value);
        Run([small.Written(), small.Written(Torch7Format.Ascii)], Mutations / 20);
    }

    private static void Run(IReadOnlyList<byte[]> originals, int mutations)
    {
        var random = new Random(20250311);
        int read = 0, refused = 0;
        foreach (byte[] original in originals)
            Assert.True(TryUse(original, "whole"));
        for (int i = 0; i < mutations; i++)
        {
            byte[] file = Mutation.Of(originals[i % originals.Count], random);
            if (TryUse(file, $"mutation {i}"))
                read++;
            else
                refused++;
        }
        // Both happen often, or the mutations would be too weak or too strong to mean anything.
        Assert.InRange(read, mutations / 50, mutations);
        Assert.InRange(refused, mutations / 5, mutations);
        TestContext.Current.TestOutputHelper?.WriteLine($"{mutations} files: {read} read, {refused} refused");
    }

    private static bool TryUse(byte[] bytes, string what)
    {
        try
        {
            using Torch7File? file = TryRead(bytes, what);
            if (file is not null)
                Use(file);
            return file is not null;
        }
        catch (Exception other) when (other is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{what}: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 4000)))}", other);
        }
    }

    private static Torch7File? TryRead(byte[] bytes, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Torch7File? file = null;
        try
        {
            file = Torch7File.Read("mutated.t7", bytes);
        }
        catch (WeightException refusal)
        {
            Assert.StartsWith("mutated.t7: ", refusal.Message);
            Assert.Contains("; expected ", refusal.Message);
            Assert.True(refusal.Message.Length < 2000, refusal.Message);
        }
        // The bytes themselves, tried with longs of both lengths, objects and tables for them.
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < (1 << 16) + 64L * bytes.Length, $"{what}: {allocated} bytes of memory for a file of {bytes.Length}");
        return file;
    }

    // All elements are looked at, and what was read can be written and read again.
    private static void Use(Torch7File file)
    {
        foreach (Torch7Tensor tensor in Reachable(file.Value).OfType<Torch7Tensor>().Where(tensor => tensor.Count < 1 << 20))
        {
            Assert.Equal(tensor.Count, tensor.ToArray<double>().Length);
            Assert.Equal(tensor.Count, tensor.IsContiguous && tensor.TryView(out ReadOnlySpan<float> view) ? view.Length : tensor.Count);
        }
        byte[] written = file.Value.Written();
        using Torch7File again = Torch7File.Read("again.t7", written);
        Assert.Equal(Torch7Format.Binary64, again.Format);
        Assert.Equal(written, again.Value.Written());
    }

    private static HashSet<Torch7Value> Reachable(Torch7Value root)
    {
        var all = new HashSet<Torch7Value>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Torch7Value>([root]);
        while (pending.TryPop(out Torch7Value? value))
        {
            if (!all.Add(value))
                continue;
            if (value is Torch7Object torchObject)
                pending.Push(torchObject.Body);
            else if (value is Torch7Function function)
                pending.Push(function.Upvalues);
            else if (value is Torch7Table table)
                table.SelectMany(entry => (Torch7Value[])[entry.Key, entry.Value]).ToList().ForEach(pending.Push);
        }
        return all;
    }
}
