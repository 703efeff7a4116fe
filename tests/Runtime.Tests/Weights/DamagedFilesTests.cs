using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>Damaged files are read or refused with a <see cref="WeightException"/>; nothing else happens, and no damaged length costs memory.</summary>
public sealed class DamagedFilesTests : IDisposable
{
    private const int Mutations = 6000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void MutatedModelsAreReadOrRefused()
    {
        byte[][] originals = Originals();
        var random = new Random(20240607);
        int read = 0, refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] file = Mutate(originals[i % originals.Length], random);
            if (TryOpen(file, $"mutation {i}: {Convert.ToHexString(file)}"))
                read++;
            else
                refused++;
        }
        // Both happen often, or the mutations would be too weak or too strong to mean anything.
        Assert.InRange(read, Mutations / 20, Mutations);
        Assert.InRange(refused, Mutations / 4, Mutations);
    }

    [Fact]
    public void FilesCutShortAreReadOrRefused()
    {
        foreach (byte[] original in Originals())
        {
            Assert.True(TryOpen(original, "whole"));
            for (int length = 0; length < original.Length; length++)
                TryOpen(original[..length], $"cut to {length}");
        }
    }

    /// <summary>A file of one layer has only one place where a cut is not seen: behind the layer.</summary>
    [Fact]
    public void ACutInsideALayerIsSeen()
    {
        byte[] whole = Wire.Model(new Wire().Shape(2, 2).Floats(5, 1, 2, 3, 4), new Wire().Shape(2).Floats(5, 5, 6));
        for (int length = 0; length < whole.Length; length++)
            Assert.False(TryOpen(whole[..length], $"cut to {length}"));
    }

    [Fact]
    public void MutatedMeansAreReadOrRefused()
    {
        byte[][] originals =
        [
            new Wire().Legacy(1, 3, 2, 2).Floats(5, [.. Enumerable.Range(0, 12).Select(i => i * 10f)]).Bytes,
            new Wire().Doubles(8, 1, 2, 3).Shape(3, 1, 1).Bytes,
            new Wire().Tag(5, 5).Raw(1, 2, 3, 4).Tag(5, 5).Raw(5, 6, 7, 8).Shape(2).Tag(9, 3).Number(4, 4).Tag(9, 4).Bytes,
        ];
        var random = new Random(77);
        int read = 0;
        for (int i = 0; i < Mutations / 2; i++)
        {
            byte[] file = Mutate(originals[i % originals.Length], random);
            string path = folder.Write(file, "mean.binaryproto");
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Tensor mean = MeanFile.Read(path);
                read++;
                Assert.True(mean.Shape.Count * 4L <= file.Length, $"mutation {i}: {mean.Shape} from {file.Length} bytes");
            }
            catch (WeightException refusal)
            {
                Assert.Contains(path, refusal.Message);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
        Assert.InRange(read, 50, Mutations / 2 - 500);
    }

    private bool TryOpen(byte[] file, string what)
    {
        string path = folder.Write(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool opened = false;
        try
        {
            using CaffeModel model = CaffeModel.Open(path);
            opened = true;
            long values = 0;
            double sum = 0;
            foreach (WeightBlob blob in model.Layers.SelectMany(layer => layer.Blobs))
            {
                values += blob.Span.Length;
                foreach (float value in blob.Span)
                    sum += value;
            }
            // Two bytes a value at least: what was allocated for them is bounded by the file.
            Assert.True(values * 2 <= file.Length, what);
        }
        catch (WeightException refusal)
        {
            Assert.Contains(path, refusal.Message);
        }
        catch (Exception other) when (other is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {other}");
        }
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (1 << 20) + 256 * file.Length, what);
        return opened;
    }

    private byte[][] Originals()
    {
        var files = new List<byte[]>
        {
            Wire.Model(new Wire().Legacy(1, 1, 2, 2).Floats(5, 1, 2, 3).Tag(5, 5).Raw(0, 0, 0, 1), new Wire().Shape(2).Doubles(8, 1, 2)),
            Wire.Model(new Wire().Shape(2, 3).Number(10, 2).Halves(12, (Half)1, (Half)2, (Half)3, (Half)4, (Half)5, (Half)6), new Wire().Tag(20, 3).Number(1, 9).Tag(20, 4).Floats(5, 9)),
            new Wire().Message(2, new Wire().Message(1, new Wire().Text(1, "ip").Text(2, "innerproduct").Message(50, new Wire().Legacy(1, 1, 1, 2).Floats(5, 3, 4)))).Bytes,
        };
        foreach (CaffeModelFormat format in Enum.GetValues<CaffeModelFormat>())
        {
            string path = folder.PathOf("original");
            CaffeModelWriter.Write(path, "net", SampleLayers.Random(new Random(5), 4), format);
            files.Add(File.ReadAllBytes(path));
        }
        return [.. files];
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var file = original.ToList();
        for (int i = random.Next(1, 4); i > 0 && file.Count > 1; i--)
        {
            int at = random.Next(file.Count), length = Math.Min(random.Next(1, 9), file.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[at] = (byte)random.Next(256);
                    break;
                case 2:
                    file.RemoveRange(at, length);
                    break;
                case 3:
                    file.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)random.Next(256)));
                    break;
                case 4:
                    file.InsertRange(at, file.GetRange(random.Next(file.Count - length + 1), length));
                    break;
                case 5:
                    // The largest numbers that fit: as lengths, dimensions or tags.
                    file.RemoveAt(at);
                    file.InsertRange(at, [.. Enumerable.Repeat((byte)0xFF, random.Next(1, 10)), 1]);
                    break;
                default:
                    // Near the front, where the lengths are.
                    file[random.Next(Math.Min(file.Count, 24))] = (byte)random.Next(256);
                    break;
            }
        }
        return [.. file];
    }
}
