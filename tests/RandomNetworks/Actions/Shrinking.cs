using System.Diagnostics;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.RandomNetworks.Networks;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>Takes away from a case that fails what it does not need to fail in the same way.</summary>
internal static class Shrinking
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The smallest case found, and how it fails.</summary>
    public static (RandomCase Case, Disagreement Failure) Shrink(RandomCase failing, Disagreement failure)
    {
        var watch = Stopwatch.StartNew();
        bool isSmaller = true;
        while (isSmaller && watch.Elapsed < Longest)
        {
            isSmaller = false;
            foreach (RandomCase candidate in Candidates(failing))
            {
                if (watch.Elapsed > Longest)
                    break;
                if (Failure(candidate) is not { } other || other.Kind != failure.Kind)
                    continue;
                (failing, failure, isSmaller) = (candidate, other, true);
                break;
            }
        }
        return (failing, failure);
    }

    /// <summary>How a case fails; null if it does not.</summary>
    public static Disagreement? Failure(RandomCase it)
    {
        try
        {
            CaseRun.Run(it);
            return null;
        }
        catch (Disagreement disagreement)
        {
            return disagreement;
        }
        catch (Inconclusive)
        {
            return null;
        }
        catch (Exception other)
        {
            return new Disagreement($"throws {other.GetType().Name}", other.ToString());
        }
    }

    private static IEnumerable<RandomCase> Candidates(RandomCase it)
    {
        for (int i = it.Actions.Length - 1; i >= 0; i--)
            yield return it with { Actions = it.Actions.RemoveAt(i) };
        foreach (NetworkText text in SmallerTexts(it.Text))
        {
            if (NetworkProgram.TryCompile(text.ToString(), out NetworkDefinition? network, out _))
                yield return it with { Text = text, Actions = StillPossible(it.Actions, [.. network.Values.Select(value => value.Name)]) };
        }
        for (int i = 0; i < it.Actions.Length; i++)
        {
            NetworkAction action = it.Actions[i];
            for (int h = 0; h < action.Hooks.Length && action.Hooks.Length > 1; h++)
                yield return it with { Actions = it.Actions.SetItem(i, action with { Hooks = action.Hooks.RemoveAt(h) }) };
            for (int h = 0; h < action.Others.Length && action.Others.Length > 1; h++)
                yield return it with { Actions = it.Actions.SetItem(i, action with { Others = action.Others.RemoveAt(h) }) };
            if (action.Number > 2)
                yield return it with { Actions = it.Actions.SetItem(i, action with { Number = action.Number % 3 }) };
            if (action.Rule != ReluRule.Standard)
                yield return it with { Actions = it.Actions.SetItem(i, action with { Rule = ReluRule.Standard }) };
            if (action.Instance > 0)
                yield return it with { Actions = it.Actions.SetItem(i, action with { Instance = 0 }) };
        }
        foreach (Configuration simpler in new[] { Configuration.Scalar, it.Device with { Threads = 1 }, it.Device with { Accuracy = Accuracy.Exact }, it.Device with { TileWidth = 16 } })
        {
            if (!it.Device.IsScalar && simpler != it.Device)
                yield return it with { Device = simpler };
        }
        if (it.Kind > ValueKind.Counting)
            yield return it with { Kind = ValueKind.Counting };
        if (it.Kind > ValueKind.Ties)
            yield return it with { Kind = ValueKind.Ties };
        if (!it.HasWholeWeights)
            yield return it with { HasWholeWeights = true };
        if (it.HasPasses)
            yield return it with { HasPasses = false };
    }

    private static IEnumerable<NetworkText> SmallerTexts(NetworkText text)
    {
        for (int l = text.Layers.Length - 1; l >= 0; l--)
        {
            LayerText layer = text.Layers[l];
            ImmutableArray<LayerText> others = text.Layers.RemoveAt(l);
            yield return text with { Layers = others };
            // Who reads it reads what it reads.
            if (layer.Bottoms.Length > 0 && !layer.IsInPlace)
            {
                foreach (string bottom in layer.Bottoms.Distinct())
                    yield return text with { Layers = [.. others.Select(other => Renamed(other, layer.Tops, bottom))] };
            }
        }
        for (int l = 0; l < text.Layers.Length; l++)
        {
            LayerText layer = text.Layers[l];
            if (layer.Parameters.Length > 0)
                yield return text with { Layers = text.Layers.SetItem(l, layer with { Parameters = "" }) };
            for (int b = 0; b < layer.Bottoms.Length && layer.Bottoms.Length > 1; b++)
                yield return text with { Layers = text.Layers.SetItem(l, layer with { Bottoms = layer.Bottoms.RemoveAt(b) }) };
            for (int t = layer.Tops.Length - 1; t > 0; t--)
                yield return text with { Layers = text.Layers.SetItem(l, layer with { Tops = layer.Tops.RemoveAt(t) }) };
        }
        for (int i = 0; i < text.Inputs.Length; i++)
        {
            InputText input = text.Inputs[i];
            if (text.Inputs.Length > 1)
                yield return text with { Inputs = text.Inputs.RemoveAt(i) };
            for (int axis = 0; axis < input.Dims.Length; axis++)
            {
                foreach (int length in new[] { 1, 2, 16, input.Dims[axis] - 1 }.Where(length => length < input.Dims[axis] && length > 0).Distinct())
                    yield return text with { Inputs = [.. text.Inputs.Select((other, o) => o == i || (axis == 0 && other.Dims[0] == input.Dims[0]) ? other with { Dims = other.Dims.SetItem(axis, length) } : other)] };
            }
        }
    }

    private static LayerText Renamed(LayerText layer, ImmutableArray<string> tops, string bottom)
    {
        string New(string blob) => tops.Contains(blob) ? bottom : blob;
        return layer with { Bottoms = [.. layer.Bottoms.Select(New)], Tops = [.. layer.Tops.Select(top => layer.Bottoms.Contains(top) ? New(top) : top)] };
    }

    private static ImmutableArray<NetworkAction> StillPossible(ImmutableArray<NetworkAction> actions, HashSet<string> hooks) =>
        [.. from action in actions
            let left = action with { Hooks = [.. action.Hooks.Where(hooks.Contains)], Others = [.. action.Others.Where(hooks.Contains)] }
            where (left.Hooks.Length > 0 || action.Hooks.Length == 0) && (left.Others.Length > 0 || action.Others.Length == 0)
            select left];
}
