using CsCheck;

namespace CaffeSharpGen.RandomNetworks.Generation;

/// <summary>Random decisions.</summary>
internal sealed class Choices(PCG random)
{
    /// <summary>A whole number from one to another, both included.</summary>
    public int Int(int least, int most) => least + (int)random.Next((uint)(most - least + 1));

    /// <summary>True in so many cases of a hundred.</summary>
    public bool Percent(int percent) => Int(0, 99) < percent;

    /// <summary>One of several.</summary>
    public T Of<T>(params ReadOnlySpan<T> some) => some[Int(0, some.Length - 1)];

    /// <summary>One of several.</summary>
    public T Of<T>(IReadOnlyList<T> some) => some[Int(0, some.Count - 1)];
}
