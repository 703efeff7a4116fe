namespace CaffeSharpGen;

/// <summary>
/// Backward passes of many targets over one forward pass, several at a time: as images of an instance that is given the value at which gradients are wanted, so that
/// each weight on the way is read once for all of them.
/// </summary>
internal static class SideBySide
{
    // Of the value, in all images: what lies behind it is about as large. Where it is larger than this, a pass computes rather than waits for weights.
    private const int MostFloats = 1 << 22;

    private const int MostTargets = 32;

    /// <inheritdoc cref="Network.BackwardEachUntyped"/>
    public static void Run(Network network, IReadOnlyList<Target> targets, ReluRule rule, Hook hook, Action<int, Tensor> take, int image)
    {
        if (targets.Count > 1 && network.CanBeginAt(hook, targets) && TryShare(network, hook, targets.Count) is { } side)
        {
            using (side)
                RunTogether(side, targets, rule, hook, take, image);
            return;
        }
        for (int i = 0; i < targets.Count; i++)
        {
            network.BackwardUntyped(targets[i], rule, hook);
            take(i, ImageOf(hook, image));
        }
    }

    private static void RunTogether(Network side, IReadOnlyList<Target> targets, ReluRule rule, Hook hook, Action<int, Tensor> take, int image)
    {
        Hook start = side.Hooks[hook.Index];
        Tensor value = hook.Activation;
        side.ForwardFrom(start, copies =>
        {
            for (int i = 0; i < side.Batch; i++)
                value.Image(image).CopyTo(copies.Image(i));
        });
        for (int first = 0; first < targets.Count; first += side.Batch)
        {
            int count = Math.Min(side.Batch, targets.Count - first);
            var seeds = new Dictionary<Hook, Tensor>();
            for (int i = 0; i < count; i++)
            {
                Target target = targets[first + i];
                Hook of = side.Hooks[target.Hook.Index];
                if (!seeds.TryGetValue(of, out Tensor? seed))
                    seeds.Add(of, seed = new Tensor(of.Shape));
                target.Seed(image, seed.Image(i));
            }
            side.BackwardUntyped([.. seeds.Select(seed => new Target(seed.Key, seed.Value))], rule, [start]);
            for (int i = 0; i < count; i++)
                take(first + i, ImageOf(start, i));
        }
    }

    // As many as can be, in passes of about the same size; null where there would be one in each.
    private static Network? TryShare(Network network, Hook hook, int targets)
    {
        int most = Math.Clamp(MostFloats / hook.Shape.CountFrom(1), 1, MostTargets), passes = (targets + most - 1) / most, together = (targets + passes - 1) / passes;
        return together > 1 ? network.ShareUntyped(together) : null;
    }

    private static Tensor ImageOf(Hook hook, int image)
    {
        int count = hook.Shape.CountFrom(1);
        return new Tensor(hook.Shape.WithNumber(1), hook.Gradient.Memory.Slice(image * count, count));
    }
}
