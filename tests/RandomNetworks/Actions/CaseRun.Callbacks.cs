using CaffeSharpGen.RandomNetworks.Networks;
using CaffeSharpGen.RandomNetworks.Oracles;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <content>Callbacks that look, change, fail, cancel or talk.</content>
internal sealed partial class CaseRun
{
    private void Watch(Instance on, int value)
    {
        IDisposable subscription = on.Network.Hooks[value].OnForward(tensor => See(on, () =>
        {
            if (on.LastPass is not { } pass || !pass.Has[value])
                throw new Disagreement("watched value", $"a callback on {Name(value)} is called in a pass that does not have it");
            // Callbacks that change it may have been there before, or come later.
            if (!pass.Changes.ContainsKey(value))
                CompareValue(on, "watched value", value, pass, tensor.Span.ToArray());
        }));
        on.Subscriptions.Add((subscription.Dispose, false));
    }

    private void WatchBackward(Instance on, int value)
    {
        IDisposable subscription = on.Network.Hooks[value].OnBackward(tensor => See(on, () =>
        {
            if (on.Gradients is not { } gradients || on.BackwardChanges.ContainsKey(value))
                return;
            if (gradients[value] is not { } gradient)
                throw new Disagreement("watched gradient", $"a callback on the gradient of {Name(value)} is called in a pass that does not have it");
            CompareGradient(on, "watched gradient", Name(value), gradient, tensor.Span, 1e-4);
        }));
        on.Subscriptions.Add((subscription.Dispose, false));
    }

    private static void See(Instance on, Action compare)
    {
        try
        {
            compare();
        }
        catch (Disagreement disagreement)
        {
            on.Seen ??= disagreement;
        }
        catch (Inconclusive)
        {
            // The comparison after the pass says so too.
        }
    }

    private void Change(Instance on, int value, int number)
    {
        if (on.Changes.ContainsKey(value) || network.Steps.Any(step => step.LayerType == "Embed" && step.Inputs.Contains(value)))
            return;
        var change = new Change(number % 3 == 0 ? -1 : number % 3 == 1 ? 2 : 0.5f, number % 2);
        on.Changes.Add(value, change);
        IDisposable subscription = on.Network.Hooks[value].OnForward(tensor => change.Apply(tensor.Span));
        on.Subscriptions.Add((() =>
        {
            subscription.Dispose();
            on.Changes.Remove(value);
        }, true));
        Forward(on);
    }

    private void ChangeBackward(Instance on, int value, int number)
    {
        if (on.BackwardChanges.ContainsKey(value))
            return;
        var change = new Change(number % 3 == 0 ? -1 : number % 3 == 1 ? 2 : 0.5f, number % 2);
        on.BackwardChanges.Add(value, change);
        IDisposable subscription = on.Network.Hooks[value].OnBackward(tensor => change.Apply(tensor.Span));
        on.Subscriptions.Add((() =>
        {
            subscription.Dispose();
            on.BackwardChanges.Remove(value);
        }, false));
    }

    private void EndWatch(Instance on, int number)
    {
        if (on.Subscriptions.Count == 0)
            return;
        (Action end, bool changesValues) = on.Subscriptions[number % on.Subscriptions.Count];
        on.Subscriptions.RemoveAt(number % on.Subscriptions.Count);
        end();
        if (changesValues)
            Forward(on);
    }

    private sealed class CallbackFailure : Exception;

    // A callback that fails, or cancels the pass, forward.
    private void ThrowForward(Instance on, int value, int number)
    {
        if (IsInput(value) || network.Steps.Any(step => step.LayerType == "Embed" && step.Inputs.Contains(value)))
            return;
        Expect(on, [], Enumerable.Repeat(true, network.Values.Length).ToArray());
        using var cts = new CancellationTokenSource();
        IDisposable subscription = on.Network.Hooks[value].OnForward(tensor =>
        {
            if (number % 3 != 2)
                tensor.Span.Fill(17);
            if (number % 3 == 0)
                throw new CallbackFailure();
            cts.Cancel();
        });
        bool threw = false;
        try
        {
            on.Network.ResetStates();
            on.Network.Forward(cts.Token);
        }
        catch (Exception failure) when (failure is CallbackFailure or OperationCanceledException)
        {
            threw = true;
        }
        subscription.Dispose();
        on.Seen = null;
        if (threw)
            on.LastPass = null;
        else if (number % 3 == 2)
            Ran(on);
        else
            Forward(on);
    }

    // The same backward; then the pass again, undisturbed.
    private void ThrowBackward(Instance on, NetworkAction action)
    {
        int[] targets = Indices(action.Hooks), hooks = Indices(action.Others);
        (Target[] goals, Dictionary<int, float[]> seeds) = Targets(on, targets, action.Number);
        if (on.LastPass is not { } pass || targets.Concat(hooks).Any(value => !pass.Has[value]) || on.HasNewInputs)
            return;
        var path = new BackwardPlan(network, targets, hooks);
        if (!path.IsConnected || !IsPassable(path, pass))
            return;
        int[] wanted = [.. Enumerable.Range(0, network.Values.Length).Where(path.Wants)];
        int at = wanted[action.Number % wanted.Length];
        using var cts = new CancellationTokenSource();
        IDisposable subscription = on.Network.Hooks[at].OnBackward(tensor =>
        {
            tensor.Span.Fill(17);
            if (action.Number % 2 == 0)
                throw new CallbackFailure();
            cts.Cancel();
        });
        RestoreOracle(on, pass);
        on.Gradients = on.Oracle.Backward(seeds, path, action.Rule, on.BackwardChanges);
        bool threw = false;
        try
        {
            on.Network.Backward(goals, [.. hooks.Select(hook => on.Network.Hooks[hook])], action.Rule, cts.Token);
        }
        catch (Exception failure) when (failure is CallbackFailure or OperationCanceledException)
        {
            threw = true;
        }
        on.Seen = null;
        on.Gradients = null;
        subscription.Dispose();
        if (threw && !IsInput(at))
        {
            foreach (int hook in hooks)
                MustThrow<InvalidOperationException>($"reading the gradient of {Name(hook)} after a failed pass", () => _ = on.Network.Hooks[hook].Gradient);
        }
        Backward(on, action);
    }

    // A callback that reads whatever there is, keeps and subscribes others while the pass runs.
    private void Chatty(Instance on, int[] values, int number)
    {
        var random = new Random(number);
        IDisposable subscription = on.Network.Hooks[values[0]].OnForward(_ => See(on, () =>
        {
            if (on.LastPass is not { } pass)
                return;
            foreach (Hook hook in on.Network.Hooks)
            {
                if (random.Next(3) == 0)
                    continue;
                float[] found;
                try
                {
                    found = hook.Activation.Span.ToArray();
                }
                catch (InvalidOperationException)
                {
                    continue;
                }
                if (hook.Producer is null || on.Changes.ContainsKey(hook.Index))
                    continue;
                CompareValue(on, "value in a callback", hook.Index, pass, found);
            }
            foreach (int other in values.Skip(1))
            {
                if (random.Next(2) == 0)
                    on.Network.Hooks[other].Keep();
                else
                    on.Subscriptions.Add((on.Network.Hooks[other].OnForward(_ => { }).Dispose, false));
            }
        }));
        on.Subscriptions.Add((subscription.Dispose, false));
    }
}
