namespace CaffeSharpGen.Passes;

/// <summary>Numbers plans: passes of one number run the same operations over the same memory, so a device may replay them.</summary>
internal sealed class PassNumber
{
    private ulong[] last = [];
    private int number;

    /// <summary>Memory has moved, or layers run in other groups: no plan is what it was.</summary>
    public void Invalidate() => last = [];

    /// <summary>The number of a plan.</summary>
    /// <param name="plan">Everything that tells it from others.</param>
    public int Of(ReadOnlySpan<ulong> plan)
    {
        if (number > 0 && plan.SequenceEqual(last))
            return number;
        if (last.Length != plan.Length)
            last = new ulong[plan.Length];
        plan.CopyTo(last);
        return ++number;
    }
}
