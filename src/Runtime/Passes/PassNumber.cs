namespace CaffeSharpGen.Passes;

/// <summary>Numbers plans: passes of one number run the same operations over the same memory, so a device may replay them.</summary>
internal sealed class PassNumber
{
    // So many are remembered: who explains an image alternates between a few.
    private const int MostPlans = 16;

    private readonly int[] numbers = new int[MostPlans];

    // One behind the other.
    private ulong[] plans = [];
    private int count;
    private int next;
    private int last;

    /// <summary>Memory has moved, or layers run in other groups: no plan is what it was.</summary>
    public void Invalidate() => (count, next) = (0, 0);

    /// <summary>The number of a pass that cannot be replayed.</summary>
    public int OfOnePass() => ++last;

    /// <summary>The number of a plan.</summary>
    /// <param name="plan">Everything that tells it from others, always of the same length.</param>
    public int Of(ReadOnlySpan<ulong> plan)
    {
        for (int i = 0; i < count; i++)
        {
            if (plan.SequenceEqual(plans.AsSpan(i * plan.Length, plan.Length)))
                return numbers[i];
        }
        // All at once: later passes allocate nothing.
        if (plans.Length == 0)
            plans = new ulong[MostPlans * plan.Length];
        plan.CopyTo(plans.AsSpan(next * plan.Length));
        numbers[next] = ++last;
        count = Math.Max(count, next + 1);
        next = (next + 1) % MostPlans;
        return last;
    }
}
