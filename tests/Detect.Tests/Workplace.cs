namespace CaffeSharpGen.Detect.Tests;

/// <summary>A new current folder for runs of detect as a process of its own.</summary>
public sealed class Workplace() : ProgramPlace("detect");
