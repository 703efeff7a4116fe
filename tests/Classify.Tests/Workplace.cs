namespace CaffeSharpGen.Classify.Tests;

/// <summary>A new current folder for runs of classify as a process of its own.</summary>
public sealed class Workplace() : ProgramPlace("classify");
