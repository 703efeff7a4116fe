using System.Diagnostics;
using System.Globalization;

namespace CaffeSharpGen.Imaging.Tests;

/// <summary>
/// Damaged pictures of every format: each is read or refused with an error that says what was found, at a bounded cost. How many of each
/// format: the environment variable CSG_PICTURE_MUTANTS, 300 without it.
/// </summary>
public class MutationTests
{
    private const long MostPixels = 1 << 20, MostBytes = 16 << 20;

    private static readonly int Mutants =
        int.Parse(Environment.GetEnvironmentVariable("CSG_PICTURE_MUTANTS") ?? "300", CultureInfo.InvariantCulture);

    public static TheoryData<string> Formats => [.. TinyPictures.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Damaged_pictures_are_read_or_refused_at_a_bounded_cost(string format)
    {
        byte[] whole = TinyPictures.Of(format);
        Picture.Decode(whole).Dispose();
        var options = new PictureOptions { MaxPixels = MostPixels };
        int read = 0;
        for (int seed = 0; seed < Mutants; seed++)
        {
            byte[] mutant = Mutate(whole, new Random(seed));
            long before = GC.GetAllocatedBytesForCurrentThread(), begin = Stopwatch.GetTimestamp();
            try
            {
                using Picture picture = Picture.Decode(mutant, options: options);
                Assert.InRange((long)picture.Width * picture.Height, 1, MostPixels);
                read++;
            }
            catch (PictureException refused)
            {
                Assert.NotEmpty(refused.Found);
                Assert.NotEmpty(refused.Expected);
            }
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(bytes < MostBytes, $"{format} {seed}: {bytes} bytes");
            Assert.True(Stopwatch.GetElapsedTime(begin).TotalSeconds < 5, $"{format} {seed}: {Stopwatch.GetElapsedTime(begin)}");
        }
        Assert.InRange(read, 0, Mutants - 1);
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        byte[] mutant = [.. whole];
        int changes = random.Next(1, 5);
        for (int i = 0; i < changes; i++)
        {
            // Half of the changes are in the headers, where sizes stand.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(64, mutant.Length) : mutant.Length);
            switch (random.Next(5))
            {
                case 0:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutant[at] = (byte)random.Next(256);
                    break;
                case 2:
                    mutant[at] = random.Next(2) == 0 ? byte.MinValue : byte.MaxValue;
                    break;
                case 3:
                    mutant = mutant[..Math.Max(1, at)];
                    break;
                default:
                    mutant = [.. mutant[..at], .. mutant[random.Next(mutant.Length)..]];
                    if (mutant.Length == 0)
                        mutant = [0];
                    break;
            }
        }
        return mutant;
    }
}
