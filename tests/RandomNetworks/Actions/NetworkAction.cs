namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>What a user does with a network.</summary>
internal enum ActionKind
{
    /// <summary>Sets all inputs.</summary>
    Set,

    /// <summary>Runs forward.</summary>
    Forward,

    /// <summary>Runs what some values need.</summary>
    ForwardTo,

    /// <summary>Runs what lies behind values that are given, to others if there are any.</summary>
    ForwardFrom,

    /// <summary>Reads values.</summary>
    Read,

    /// <summary>Has values kept.</summary>
    Keep,

    /// <summary>Subscribes callbacks that compare values.</summary>
    Watch,

    /// <summary>Subscribes callbacks that compare gradients.</summary>
    WatchBackward,

    /// <summary>Subscribes callbacks that change values, and runs forward.</summary>
    Change,

    /// <summary>Subscribes callbacks that change gradients.</summary>
    ChangeBackward,

    /// <summary>Ends a subscription, and runs forward if it changed values.</summary>
    EndWatch,

    /// <summary>Runs backward from the first hooks to the others.</summary>
    Backward,

    /// <summary>Runs backward from each of several targets to one hook.</summary>
    BackwardEach,

    /// <summary>Makes another instance over the same weights.</summary>
    Share,

    /// <summary>Disposes an instance, unless it is the last.</summary>
    Dispose,

    /// <summary>Runs forward with a callback that fails, or cancels the pass.</summary>
    ThrowForward,

    /// <summary>The same backward; then the pass again, undisturbed.</summary>
    ThrowBackward,

    /// <summary>Subscribes a callback that reads other values, keeps them and subscribes others while a pass runs.</summary>
    Chatty,
}

/// <summary>An action, and what it acts on.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Instance">Number of the instance, modulo how many there are.</param>
/// <param name="Hooks">The values; targets of a backward pass.</param>
/// <param name="Others">Further values: where gradients are wanted, or what a pass runs to.</param>
/// <param name="Rule">What rectifiers do.</param>
/// <param name="Number">Decides elements of targets, numbers of inputs, batch sizes.</param>
internal sealed record NetworkAction(
    ActionKind Kind, int Instance, ImmutableArray<string> Hooks, ImmutableArray<string> Others, ReluRule Rule = ReluRule.Standard, int Number = 0)
{
    public override string ToString() =>
        $"{Kind}({string.Join(", ", Hooks)}{(Others.Length > 0 ? " → " + string.Join(", ", Others) : "")})"
        + (Kind is ActionKind.Backward or ActionKind.BackwardEach ? $" {Rule}" : "") + $" #{Number}" + (Instance > 0 ? $" on instance {Instance}" : "");
}
