using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>Damages a file.</summary>
internal static class Mutation
{
    private static readonly long[] Awkward =
    [
        0, 1, -1, 2, 4, 8, 255, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 32, 1L << 61, 1L << 62,
    ];

    /// <summary>A copy with one to three damages: bits, bytes, numbers, pieces removed, added, moved, or the end cut off.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        var file = original.ToList();
        for (int i = Math.Max(1, random.Next(-3, 4)); i > 0 && file.Count > 1; i--)
        {
            int at = random.Next(file.Count), length = Math.Min(random.Next(1, 25), file.Count - at);
            switch (random.Next(10))
            {
                case 0 or 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 or 3:
                    file[at] = (byte)random.Next(256);
                    break;
                case 4:
                    file.RemoveRange(at, length);
                    break;
                case 5:
                    file.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)random.Next(256)));
                    break;
                case 6:
                    file.InsertRange(at, file.GetRange(random.Next(file.Count - length + 1), length));
                    break;
                case 7:
                    file.RemoveRange(at, file.Count - at);
                    break;
                default:
                    Number(file, at, random);
                    break;
            }
        }
        return file.Count > 0 ? [.. file] : [0];
    }

    // A number that stands in the file, or what may be one, becomes another.
    private static void Number(List<byte> file, int at, Random random)
    {
        long value = random.Next(3) == 0 ? random.Next(-3, 60) : Awkward[random.Next(Awkward.Length)];
        int end = at;
        while (end < file.Count && file[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        int length = random.Next(2) == 0 ? 4 : 8;
        if (end > at)
            bytes = Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
        else
            (end, bytes) = (Math.Min(at + length, file.Count), bytes[..length]);
        file.RemoveRange(at, end - at);
        file.InsertRange(at, bytes);
    }
}
