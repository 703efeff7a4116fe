namespace CaffeSharpGen.Cpu.Threading;

/// <summary>Pieces of a long array, for the threads to claim: large enough to be worth a claim, small enough for a cache.</summary>
internal static class Chunk
{
    private const int Length = 1 << 14;

    public static int Number(int count) => (count + Length - 1) / Length;

    public static (int Start, int Length) Range(int chunk, int count) => (chunk * Length, Math.Min(Length, count - chunk * Length));
}
