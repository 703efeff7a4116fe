namespace CaffeSharpGen;

/// <summary>
/// Backward passes of many targets over one forward pass, several at a time: as images of an instance that is given values of that pass, so
/// that each weight on the way is read once for all of them.
/// </summary>
internal static class BatchedBackward
{
    // Of the value at which the instance begins, over all images: what lies behind it is about as large. Above this size, a pass computes
    // rather than waits for weights.
    private const int MostFloats = 1 << 22;

    private const int MostTargets = 32;

    /// <summary>Runs the passes.</summary>
    /// <inheritdoc cref="Network.BackwardEach"/>
    public static void Run(Request request, IReadOnlyList<Target> targets)
    {
        // Targets of different values run apart: through layers that a target does not depend on, its gradient would be zeros, which can
        // become NaN.
        foreach (IGrouping<Hook, (int Index, Target Target)> group in targets.Index().GroupBy(target => target.Item.Hook))
        {
            int[] indices = [.. group.Select(target => target.Index)];
            Request ofGroup = request with { Take = (i, gradient) => request.Take(indices[i], gradient) };
            RunOfOneValue(ofGroup, [.. group.Select(target => target.Target)]);
        }
    }

    private static void RunOfOneValue(Request request, Target[] targets)
    {
        (Network network, Hook hook) = (request.Network, request.Hook);
        if (targets.Length > 1 && HasImages(network, hook) && HasImages(network, targets[0].Hook) && network.CanBeginAt(hook, targets)
            && Narrowest(network, hook, targets) is var start && TryShare(network, start, targets.Length) is { } batched)
        {
            using (batched)
                RunTogether(request, batched, start, targets);
            return;
        }
        for (int i = 0; i < targets.Length; i++)
        {
            network.RunBackwardPass([targets[i]], [hook], request.Rule, request.CancellationToken);
            request.Take(i, ImageOf(hook, request.Image));
        }
    }

    private static void RunTogether(Request request, Network batched, Hook start, IReadOnlyList<Target> targets)
    {
        (Network network, int image) = (request.Network, request.Image);
        Action<int, Tensor> take = start == request.Hook ? request.Take : FromThereOn(request, start);
        Hook batchedStart = batched.Hooks[start.Index];
        network.MakeReadable(start, request.CancellationToken);
        Hook[] given = [batchedStart, .. KnownProducts(network, start).Select(known => batched.Hooks[known.Index])];
        void Fill(Hook value, Tensor copies)
        {
            ReadOnlySpan<float> known = network.Hooks[value.Index].Activation.Image(image);
            for (int i = 0; i < batched.BatchSize; i++)
                known.CopyTo(copies.Image(i));
        }
        batched.ForwardFrom(given, Fill, [], request.CancellationToken);
        for (int first = 0; first < targets.Count; first += batched.BatchSize)
        {
            int count = Math.Min(batched.BatchSize, targets.Count - first);
            var seeds = new Dictionary<Hook, Tensor>();
            for (int i = 0; i < count; i++)
            {
                Target target = targets[first + i];
                Hook of = batched.Hooks[target.Hook.Index];
                if (!seeds.TryGetValue(of, out Tensor? seed))
                    seeds.Add(of, seed = new Tensor(of.Shape));
                target.Seed(image, seed.Image(i));
            }
            Target[] ofPass = [.. seeds.Select(seed => new Target(seed.Key, seed.Value))];
            batched.Backward(ofPass, [batchedStart], request.Rule, request.CancellationToken);
            for (int i = 0; i < count; i++)
                take(first + i, ImageOf(batchedStart, i));
        }
    }

    // Layers before the first one with weights run for each target by itself: memory for all would cost more than they do.
    private static Hook Narrowest(Network network, Hook hook, IReadOnlyList<Target> targets)
    {
        Hook narrowest = hook;
        for (int i = hook.Index + 1; i < network.Hooks.Count && network.Hooks[i].Producer is { Weights.Count: 0 }; i++)
        {
            Hook value = network.Hooks[i];
            if (value.IsAvailable && HasImages(network, value) && value.Shape.Count < narrowest.Shape.Count
                && network.CanBeginAt(value, targets))
                narrowest = value;
        }
        return narrowest;
    }

    private static Action<int, Tensor> FromThereOn(Request request, Hook start)
    {
        var seed = new Tensor(start.Shape);
        var target = new Target(start, seed);
        return (i, gradient) =>
        {
            gradient.Span.CopyTo(seed.Image(request.Image));
            request.Network.RunBackwardPass([target], [request.Hook], request.Rule, request.CancellationToken);
            request.Take(i, ImageOf(request.Hook, request.Image));
        };
    }

    // Gradients through products need none of their values: those that are available need not be computed again.
    private static IEnumerable<Hook> KnownProducts(Network network, Hook start) => network.Behind(start).Skip(1)
        .Where(value => value.IsAvailable && HasImages(network, value) && value.Producer is { Role: FusionRole.Product });

    // As many as can be, in passes of about the same size; null where there would be one in each.
    private static Network? TryShare(Network network, Hook start, int targets)
    {
        int most = Math.Clamp(MostFloats / start.Shape.CountFrom(1), 1, MostTargets);
        int passes = (targets + most - 1) / most, together = (targets + passes - 1) / passes;
        return together > 1 && network.SupportsBatch(together) ? network.Share(together) : null;
    }

    // A Flatten or Reshape may put several rows for each image into the first axis.
    private static bool HasImages(Network network, Hook value) => value.Shape.Rank > 0 && value.Shape.BatchSize == network.BatchSize;

    private static Tensor ImageOf(Hook hook, int image)
    {
        int rows = hook.Shape.BatchSize / hook.Network.BatchSize, count = rows * hook.Shape.CountFrom(1);
        return new Tensor(hook.Shape.WithBatchSize(rows), hook.Gradient.Memory.Slice(image * count, count));
    }

    /// <summary>What targets of one value share: where their gradients are requested, and what takes them.</summary>
    public readonly record struct Request(
        Network Network, Hook Hook, ReluRule Rule, int Image, Action<int, Tensor> Take, CancellationToken CancellationToken);
}
