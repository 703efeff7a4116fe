using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CaffeSharpGen.Torch7.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>Tensors and storages: views, conversions, and limits.</summary>
public sealed class TensorTests
{
    /// <summary>The elements are found by their definition, one at a time.</summary>
    [Fact]
    public void AnyViewHasTheElementsThatItsStridesSay()
    {
        var random = new Random(31);
        int strided = 0;
        for (int i = 0; i < 2000; i++)
        {
            float[] stored = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.NextSingle())];
            long[] sizes = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (long)random.Next(random.Next(8) == 0 ? 0 : 1, 5))];
            long[] strides = [.. sizes.Select(_ => (long)random.Next(0, 9))];
            long offset = random.Next(0, 9), count = sizes.Aggregate(1L, (product, size) => product * size);
            var expected = new List<float>();
            bool fits = true;
            for (long n = 0; n < count; n++)
            {
                long at = offset, rest = n;
                for (int axis = sizes.Length - 1; axis >= 0; rest /= sizes[axis--])
                    at += rest % sizes[axis] * strides[axis];
                fits &= at < stored.Length;
                expected.Add(fits ? stored[at] : 0);
            }
            var storage = Torch7Storage.Copy<float>(stored);
            if (!fits)
            {
                Assert.Throws<ArgumentException>(() => Torch7Tensor.View(storage, offset, sizes, strides));
                continue;
            }
            Torch7Tensor tensor = Torch7Tensor.View(storage, offset, sizes, strides);
            Assert.Equal(expected, tensor.ToArray<float>());
            Assert.Equal(expected.ToArray(), tensor.ToTensor().Span);
            Assert.Equal(expected.ToArray(), tensor.ToWeights().Span);
            if (tensor.TryView(out ReadOnlySpan<float> view))
                Assert.Equal(expected.ToArray(), view);
            else
                strided++;
        }
        Assert.InRange(strided, 100, 1500);
    }

    [Fact]
    public void ContiguousIsWhatLiesInCOrder()
    {
        var storage = Torch7Storage.Copy<float>(new float[24]);
        Assert.True(Torch7Tensor.View(storage, 0, 2, 3, 4).IsContiguous);
        Assert.True(Torch7Tensor.View(storage, 5, 2, 3).IsContiguous);
        Assert.True(Torch7Tensor.View(storage, 0, [1, 3, 1], [77, 1, 55]).IsContiguous);
        Assert.True(Torch7Tensor.View(storage, 0, [3, 0, 2], [7, 7, 7]).IsContiguous);
        Assert.False(Torch7Tensor.View(storage, 0, [3, 2], [1, 3]).IsContiguous);
        Assert.False(Torch7Tensor.View(storage, 0, [3, 2], [4, 1]).IsContiguous);
        Assert.False(Torch7Tensor.View(storage, 0, [3], [0]).IsContiguous);
    }

    [Fact]
    public void FloatsInCOrderAreUsedWhereTheyLie()
    {
        using Torch7File file = new Binary().Tensor(1, "torch.FloatTensor", [2], [1], offset: 2).Floats(2, 1, 2, 3).Read();
        Torch7Tensor tensor = file.Root.Tensor();
        Assert.True(tensor.TryView(out ReadOnlySpan<float> view));
        Assert.True(Unsafe.AreSame(in MemoryMarshal.GetReference(view), in MemoryMarshal.GetReference(tensor.ToWeights().Span)));
        Assert.False(tensor.TryView(out ReadOnlySpan<double> _));
        Assert.False(tensor.TryView(out ReadOnlySpan<int> _));
    }

    [Fact]
    public void NumbersAreConvertedToTheNearest()
    {
        Torch7Tensor doubles = Torch7Tensor.Copy<double>([1e300, -1e300, 0.1, double.NaN, 3e9, -0.0], 6);
        Assert.Equal([float.PositiveInfinity, float.NegativeInfinity, 0.1f, float.NaN, 3e9f, -0f], doubles.ToArray<float>());
        Assert.Equal([int.MaxValue, int.MinValue, 0, 0, int.MaxValue, 0], doubles.ToArray<int>());
        Assert.Equal([255, 0, 0, 0, 255, 0], doubles.ToArray<byte>());
        Torch7Tensor longs = Torch7Tensor.Copy<long>([long.MaxValue, -1, (1L << 53) + 1], 3);
        Assert.Equal([long.MaxValue, -1, (1L << 53) + 1], longs.ToArray<long>());
        Assert.Equal([9223372036854775807d, -1, 9007199254740992], longs.ToArray<double>());
        Assert.Equal([-128, 127], Torch7Tensor.Copy<sbyte>([-128, 127], 2).ToArray<double>());
        Assert.Equal(
            [0.5f, float.PositiveInfinity, 5.9604645e-8f],
            Torch7Tensor.Copy<Half>([(Half)0.5f, Half.PositiveInfinity, Half.Epsilon], 3).ToArray<float>());
    }

    [Fact]
    public void AnElementThatIsRepeatedOutOfAllProportionIsRefused()
    {
        Torch7Tensor huge = new Binary().Tensor(1, "torch.FloatTensor", [1 << 20, 1 << 20], [0, 0]).Floats(2, 7).Read().Root.Tensor();
        Torch7Tensor large = Torch7Tensor.View(huge.Storage!, 0, [1 << 15, 1 << 15], [0, 0]);
        Assert.Equal((1L << 40, 1L << 30), (huge.Count, large.Count));
        foreach (Torch7Tensor tensor in (Torch7Tensor[])[huge, large])
        {
            foreach (Action use in (Action[])[() => tensor.ToArray<double>(), () => tensor.ToTensor(), () => tensor.ToWeights()])
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Assert.Contains(
                    $"a torch.FloatTensor of size {tensor.Sizes[0]}×{tensor.Sizes[1]}", Assert.Throws<WeightException>(use).Message);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
            }
        }
        Assert.Contains(
            "with 1073741824 elements; expected at most 4096, as its storage has 1", Assert.Throws<WeightException>(() => large.ToWeights()).Message);
        // Within reason it is what Torch7's expand makes.
        Assert.Equal([7, 7, 7], Torch7Tensor.View(huge.Storage!, 0, [3], [0]).ToArray<float>());
    }

    [Fact]
    public void WhatIsMadeInMemoryIsChecked()
    {
        var storage = Torch7Storage.Copy<int>([1, 2, 3, 4]);
        Assert.Equal("torch.IntTensor", Torch7Tensor.View(storage, 0, 4).ClassName);
        Assert.Equal("torch.CudaTensor", Torch7Tensor.View(Torch7Storage.Copy<float>([1], "torch.CudaStorage"), 0, 1).ClassName);
        Assert.Throws<ArgumentException>(() => Torch7Tensor.View(storage, 1, 4));
        Assert.Throws<ArgumentException>(() => Torch7Tensor.View(storage, -1, 1));
        Assert.Throws<ArgumentException>(() => Torch7Tensor.View(storage, long.MaxValue, 0));
        Assert.Throws<ArgumentException>(() => Torch7Tensor.View(storage, 0, [2, 2], [1]));
        Assert.Throws<ArgumentException>(() => Torch7Tensor.View(storage, 0, long.MaxValue, 4));
        Assert.Throws<ArgumentException>(() => Torch7Tensor.Copy<float>([1, 2, 3], 2));
        Assert.Throws<ArgumentException>(() => Torch7Storage.Copy<float>([1], "torch.DoubleStorage"));
        Assert.Throws<ArgumentException>(() => Torch7Storage.Copy<float>([1], "torch.FloatTensor"));
        Assert.Throws<ArgumentException>(() => Torch7Storage.Copy<uint>([1]));
        Assert.Throws<ArgumentException>(() => new Torch7Table()[double.NaN] = 1);
        Assert.Throws<ArgumentException>(() => new Torch7Table()[Torch7Value.Nil] = 1);
    }

    [Fact]
    public void AStorageOfAClosedFileIsNotReadAnyMore()
    {
        using var folder = new TemporaryFolder();
        Torch7File file = Torch7File.Open(folder.Write(new Binary().Tensor(1, "torch.FloatTensor", [2], [1]).Floats(2, 1, 2).Bytes));
        Torch7Tensor tensor = file.Root.Tensor();
        Assert.Equal([1, 2], tensor.ToArray<float>());
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.ToArray<float>());
        Assert.Throws<ObjectDisposedException>(() => tensor.TryView(out ReadOnlySpan<float> _));
        Assert.Throws<ObjectDisposedException>(() => tensor.ToWeights());
        Assert.Throws<ObjectDisposedException>(() => tensor.Written());
        file.Dispose();
    }

    /// <summary>Spans of elements in memory keep them alive; the file and the tensor may be gone.</summary>
    [Fact]
    public void ElementsInMemoryLiveAsLongAsTheirSpans()
    {
        ReadOnlySpan<float> parsed = Span(Look.Ascii("4\n1\n3\nV 1\n18\ntorch.FloatStorage\n3\n1 2 3\n").Root.Storage());
        ReadOnlySpan<float> copied = Span(Torch7Storage.Copy<float>([4, 5]));
        for (int i = 0; i < 20; i++)
        {
            GC.Collect();
            _ = GC.AllocateArray<byte>(1000, pinned: true);
        }
        Assert.Equal([1, 2, 3], parsed);
        Assert.Equal([4, 5], copied);
    }

    [Fact]
    public void BytesAreSwappedForBigEndianMachines()
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6, 7, 8];
        ElementBlock.SwapBytes(bytes, 4);
        Assert.Equal([4, 3, 2, 1, 8, 7, 6, 5], bytes);
        ElementBlock.SwapBytes(bytes, 8);
        Assert.Equal([5, 6, 7, 8, 1, 2, 3, 4], bytes);
        ElementBlock.SwapBytes([], 2);
    }

    private static ReadOnlySpan<float> Span(Torch7Storage storage) => storage.TryView(out ReadOnlySpan<float> view)
        ? view
        : throw new InvalidOperationException();
}
