using System.Globalization;
using System.Text;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>
/// Damaged files are read or refused with a <see cref="WeightException"/> that names a place; nothing else happens, and no damaged number
/// costs memory, neither while the file is read nor when its tensors are copied. <c>CSG_TORCH7_MUTATIONS=100000</c> runs as many as that, also of Torch7's own checkpoints.
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

    /// <summary>Files that are made to cost as much as they can.</summary>
    [Fact]
    public void NothingIsAllocatedBeforeTheFileHoldsIt()
    {
        // A view of two elements that claims 2^24, in the 399 bytes that once took 134 MB.
        Binary views = new Binary().Table(1, 4);
        for (int i = 0; i < 4; i++)
            views.Number(i).Tensor(10 + i, "torch.FloatTensor", [1 << 12, 1 << 12], [0, 0]).Floats(20 + i, 1, 2);
        Assert.True(TryUse(views.Bytes, "views"));
        // Tables that claim all that is left, one inside another.
        Binary tables = new();
        for (int i = 1; i <= 3000; i++)
            tables.Table(i, (3000 - i) * 2).Number(i);
        Assert.False(TryUse(tables.Bytes, "tables"));
        // Storages that claim all that is left, and hold no number.
        for (int i = 0; i < 20; i++)
        {
            string start = $"3\n1\n2\n1\n1\n4\n2\n3\nV 1\n19\ntorch.DoubleStorage\n{100 * i}\n";
            Assert.False(TryUse(Encoding.ASCII.GetBytes(start + new string('x', 200 * i)), "storages"));
        }
        // As many small objects as there can be.
        Binary small = new Binary().Table(1, 20000);
        for (int i = 0; i < 20000; i++)
            small.Number(i).Table(2 + i, 0);
        Assert.True(TryUse(small.Bytes, "small"));
        // One inside another, a hundred thousand times: no stack.
        Binary deep = new();
        for (int i = 1; i <= 100000; i++)
            deep.Table(i, 1).Boolean(true);
        Assert.True(TryUse(deep.Nil().Bytes, "deep"));
        Assert.False(TryUse(deep.Bytes[..^4], "cut"));
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
                Use(file, bytes.Length, what);
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
    private static void Use(Torch7File file, int length, string what)
    {
        foreach (Torch7Tensor tensor in Reachable(file.Value).OfType<Torch7Tensor>())
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? refusal = Record.Exception(() => Assert.Equal(tensor.Count, tensor.ToArray<double>().Length));
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < (1 << 16) + 64L * sizeof(double) * length, $"{what}: {allocated} bytes for {tensor} in a file of {length}");
            Assert.True(refusal is null || (refusal is WeightException && refusal.Message.Contains("; expected at most ")), $"{what}: {refusal}");
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
