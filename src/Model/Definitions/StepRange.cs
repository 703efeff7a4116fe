namespace CaffeSharpGen.Definitions;

/// <summary>Some steps of a network, one behind the other.</summary>
/// <param name="First">Index of the first one.</param>
/// <param name="Count">How many they are.</param>
public readonly record struct StepRange(int First, int Count);
