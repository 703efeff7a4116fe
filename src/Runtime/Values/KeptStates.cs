using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Passes;

namespace CaffeSharpGen.Values;

/// <summary>
/// What recurrent layers of a network go on with in its next pass. A pass that runs again so that a value can be read, and one that did
/// not end, change nothing: the states after the last whole pass count.
/// </summary>
internal sealed class KeptStates
{
    private readonly List<State> states = [];

    /// <param name="definition">The network.</param>
    /// <param name="hooks">Its values. Those after the last steps are kept from now on.</param>
    public KeptStates(NetworkDefinition definition, IReadOnlyList<Hook> hooks)
    {
        foreach (StepDefinition step in definition.Steps)
        {
            if (step.Operation is not Recurrence { HasState: true } recurrence)
                continue;
            for (int input = recurrence.StateInput; input < step.Inputs.Length; input++)
            {
                if (hooks[step.Inputs[input]].Producer?.Operation is KeptState)
                    states.Add(new State(hooks[step.Inputs[input]], hooks[step.Outputs[1 + input - recurrence.StateInput]]));
            }
        }
    }

    /// <summary>What a <see cref="KeptState"/> is in the pass that runs.</summary>
    public float[] Of(Hook value)
    {
        foreach (State state in states)
        {
            if (state.First == value)
                return state.Now;
        }
        throw new InvalidOperationException($"no recurrent layer reads the state '{value.Name}'");
    }

    /// <summary>Whether a pass has one of the states: its value is another in every pass.</summary>
    public bool RunsAny(ForwardPlan plan)
    {
        foreach (State state in states)
        {
            if (plan.Has(state.First.Index))
                return true;
        }
        return false;
    }

    /// <summary>A pass begins that goes on with the states of the last one.</summary>
    public void Begin()
    {
        foreach (State state in states)
            state.Next.CopyTo(state.Now, 0);
    }

    /// <summary>That pass has ended: the next one goes on with the states that it computed.</summary>
    public void End(ForwardPlan plan)
    {
        foreach (State state in states)
        {
            if (plan.Has(state.Last.Index))
                state.Last.State.Buffer.Read(state.Next);
        }
    }

    /// <summary>The next pass begins with zeros.</summary>
    public void Reset()
    {
        foreach (State state in states)
            Array.Clear(state.Next);
    }

    private sealed class State
    {
        public State(Hook first, Hook last)
        {
            (First, Last, Now, Next) = (first, last, new float[first.Shape.Count], new float[first.Shape.Count]);
            last.State.KeepForGood();
        }

        // Before the first step and after the last.
        public Hook First { get; }

        public Hook Last { get; }

        public float[] Now { get; }

        public float[] Next { get; }
    }
}
