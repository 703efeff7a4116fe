namespace CaffeSharpGen;

/// <summary>
/// Backward passes of many targets over one forward pass, several at a time: as images of an instance that is given values of that pass, so that each weight on the
/// way is read once for all of them.
/// </summary>
internal static class BatchedBackward
{
    // Of the value at which the instance begins, in all images: what lies behind it is about as large. Where it is larger than this, a pass computes rather than
    // waits for weights.
    private const int MostFloats = 1 << 22;

    private const int MostTargets = 32;

    /// <inheritdoc cref="Network.BackwardEach"/>
    public static void Run(Network network, IReadOnlyList<Target> targets, ReluRule rule, Hook hook, Action<int, Tensor> take, int image)
    {
        // Only those of one value together: through layers that a target does not depend on, it would have a gradient of zeros, which can become NaN.
        foreach (IGrouping<Hook, (int Index, Target Target)> group in targets.Index().GroupBy(target => target.Item.Hook))
        {
            (int Index, Target Target)[] some = [.. group];
            RunOfOneValue(network, [.. some.Select(target => target.Target)], rule, hook, (i, gradient) => take(some[i].Index, gradient), image);
        }
    }

    private static void RunOfOneValue(Network network, Target[] targets, ReluRule rule, Hook hook, Action<int, Tensor> take, int image)
    {
        if (targets.Length > 1 && HasImages(network, hook) && HasImages(network, targets[0].Hook) && network.CanBeginAt(hook, targets)
            && Narrowest(network, hook, targets) is var start && TryShare(network, start, targets.Length) is { } side)
        {
            using (side)
                RunTogether(network, side, start, targets, rule, start == hook ? take : FromThereOn(network, start, rule, hook, take, image), image);
            return;
        }
        for (int i = 0; i < targets.Length; i++)
        {
            network.RunBackwardPass([targets[i]], [hook], rule);
            take(i, ImageOf(hook, image));
        }
    }

    private static void RunTogether(Network network, Network side, Hook start, IReadOnlyList<Target> targets, ReluRule rule, Action<int, Tensor> take, int image)
    {
        Hook sideStart = side.Hooks[start.Index];
        network.MakeReadable(start);
        side.ForwardFrom([sideStart, .. KnownProducts(network, start).Select(known => side.Hooks[known.Index])], (value, copies) =>
        {
            ReadOnlySpan<float> known = network.Hooks[value.Index].Activation.Image(image);
            for (int i = 0; i < side.BatchSize; i++)
                known.CopyTo(copies.Image(i));
        });
        for (int first = 0; first < targets.Count; first += side.BatchSize)
        {
            int count = Math.Min(side.BatchSize, targets.Count - first);
            var seeds = new Dictionary<Hook, Tensor>();
            for (int i = 0; i < count; i++)
            {
                Target target = targets[first + i];
                Hook of = side.Hooks[target.Hook.Index];
                if (!seeds.TryGetValue(of, out Tensor? seed))
                    seeds.Add(of, seed = new Tensor(of.Shape));
                target.Seed(image, seed.Image(i));
            }
            side.Backward([.. seeds.Select(seed => new Target(seed.Key, seed.Value))], [sideStart], rule);
            for (int i = 0; i < count; i++)
                take(first + i, ImageOf(sideStart, i));
        }
    }

    // Layers before the first one with weights run for each target by itself: memory for all would cost more than they do.
    private static Hook Narrowest(Network network, Hook hook, IReadOnlyList<Target> targets)
    {
        Hook narrowest = hook;
        for (int i = hook.Index + 1; i < network.Hooks.Count && network.Hooks[i].Producer is { Weights.Count: 0 }; i++)
        {
            Hook value = network.Hooks[i];
            if (value.IsAvailable && HasImages(network, value) && value.Shape.Count < narrowest.Shape.Count && network.CanBeginAt(value, targets))
                narrowest = value;
        }
        return narrowest;
    }

    private static Action<int, Tensor> FromThereOn(Network network, Hook start, ReluRule rule, Hook hook, Action<int, Tensor> take, int image)
    {
        var seed = new Tensor(start.Shape);
        var target = new Target(start, seed);
        return (i, gradient) =>
        {
            gradient.Span.CopyTo(seed.Image(image));
            network.RunBackwardPass([target], [hook], rule);
            take(i, ImageOf(hook, image));
        };
    }

    // Gradients through products need none of their values, so those that are there need not be computed again.
    private static IEnumerable<Hook> KnownProducts(Network network, Hook start) =>
        network.Behind(start).Skip(1).Where(value => value.IsAvailable && HasImages(network, value) && value.Producer is { Role: FusionRole.Product });

    // As many as can be, in passes of about the same size; null where there would be one in each.
    private static Network? TryShare(Network network, Hook start, int targets)
    {
        int most = Math.Clamp(MostFloats / start.Shape.CountFrom(1), 1, MostTargets), passes = (targets + most - 1) / most, together = (targets + passes - 1) / passes;
        return together > 1 && network.SupportsBatch(together) ? network.Share(together) : null;
    }

    // A Flatten or Reshape may put several rows for each image into the first axis.
    private static bool HasImages(Network network, Hook value) => value.Shape.Rank > 0 && value.Shape.BatchSize == network.BatchSize;

    private static Tensor ImageOf(Hook hook, int image)
    {
        int rows = hook.Shape.BatchSize / hook.Network.BatchSize, count = rows * hook.Shape.CountFrom(1);
        return new Tensor(hook.Shape.WithBatchSize(rows), hook.Gradient.Memory.Slice(image * count, count));
    }
}
