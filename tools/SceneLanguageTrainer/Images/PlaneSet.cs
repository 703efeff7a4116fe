using System.Globalization;
using System.Runtime.InteropServices;
using CaffeSharpGen.SceneRenderer;
using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Images;

/// <summary>Scenes as Scenes' own network sees them, with a line of text each.</summary>
/// <param name="Values">What is kept of its planes before the maximum: N×24×….</param>
/// <param name="Lines">What a scene is, in the form of whoever made the set.</param>
internal sealed record PlaneSet(TorchTensor Values, IReadOnlyList<string> Lines)
{
    /// <summary>Kinds of object, and so planes.</summary>
    public const int Planes = 24;

    /// <summary>Cells of a pooled plane along an edge.</summary>
    public const int Cells = 8;

    /// <summary>Numbers of a scene.</summary>
    public const int Numbers = Planes * Cells * Cells;

    private const int Batch = 64;

    /// <summary>
    /// The scenes of <paramref name="count"/> seeds from <paramref name="first"/> on; taken from a folder if they are there already.
    /// <paramref name="keep"/> makes of planes N×24×16×16 what is kept.
    /// </summary>
    /// <exception cref="InvalidDataException">What is there is not whole.</exception>
    public static PlaneSet Get(
        string folder, string name, int count, ulong first, ImageNetwork scenes, Func<ulong, (Scene Scene, string Line)> draw,
        Func<TorchTensor, TorchTensor> keep)
    {
        Directory.CreateDirectory(folder);
        string stem = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{first}-{count}"));
        long[] sizes = keep(zeros(1, Planes, ImageNetwork.Cells, ImageNetwork.Cells)).shape;
        sizes[0] = count;
        float[] numbers = new float[sizes.Aggregate((product, size) => product * size)];
        // The lines are written last: where they are, all is.
        if (!File.Exists(stem + ".lines"))
        {
            string[] made = Make(numbers, count, first, scenes, draw, keep);
            File.WriteAllBytes(stem + ".planes", MemoryMarshal.AsBytes<float>(numbers));
            File.WriteAllLines(stem + ".part", made);
            File.Move(stem + ".part", stem + ".lines");
        }
        string[] lines = File.ReadAllLines(stem + ".lines");
        using FileStream planes = File.OpenRead(stem + ".planes");
        if (lines.Length != count || planes.Length != numbers.LongLength * sizeof(float))
        {
            throw new InvalidDataException(
                $"{stem}.planes: found {planes.Length} bytes and {lines.Length} lines; expected those of {count} scenes; "
                + "delete them to have them made again");
        }
        planes.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return new(tensor(numbers).reshape(sizes), lines);
    }

    private static string[] Make(
        float[] numbers, int count, ulong first, ImageNetwork scenes, Func<ulong, (Scene Scene, string Line)> draw,
        Func<TorchTensor, TorchTensor> keep)
    {
        string[] lines = new string[count];
        for (int start = 0; start < count; start += Batch)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            var drawn = new Scene[Math.Min(Batch, count - start)];
            int offset = start;
            Parallel.For(
                0, drawn.Length, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() },
                i => (drawn[i], lines[offset + i]) = draw(first + (ulong)(offset + i)));
            Arrays.ToArray(keep(scenes.Logits(ImageNetwork.Input(drawn)))).CopyTo(numbers.AsSpan(start * (numbers.Length / count)));
            if (start / Batch % 32 == 0)
                Console.WriteLine($"{start + drawn.Length} of {count} scenes drawn");
        }
        return lines;
    }
}
