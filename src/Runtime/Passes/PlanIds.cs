namespace CaffeSharpGen.Passes;

/// <summary>Ids of plans: passes of one id run the same operations over the same memory, so a device may replay them.</summary>
internal sealed class PlanIds
{
    // So many are remembered: explaining an image alternates between a few.
    private const int MostPlans = 16;

    private readonly int[] ids = new int[MostPlans];

    // One behind the other.
    private ulong[] plans = [];
    private int count;
    private int next;
    private int last;

    /// <summary>Memory has moved, or layers run in other groups: no plan is what it was.</summary>
    public void Invalidate() => (count, next) = (0, 0);

    /// <summary>The id of a pass that cannot be replayed.</summary>
    public int OfOnePass() => ++last;

    /// <summary>The id of a plan.</summary>
    /// <param name="plan">Everything that tells it from others, always of the same length.</param>
    public int Of(ReadOnlySpan<ulong> plan)
    {
        for (int i = 0; i < count; i++)
        {
            if (plan.SequenceEqual(plans.AsSpan(i * plan.Length, plan.Length)))
                return ids[i];
        }
        // All at once: later passes allocate nothing.
        if (plans.Length == 0)
            plans = new ulong[MostPlans * plan.Length];
        plan.CopyTo(plans.AsSpan(next * plan.Length));
        ids[next] = ++last;
        count = Math.Max(count, next + 1);
        next = (next + 1) % MostPlans;
        return last;
    }
}
