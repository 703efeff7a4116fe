namespace CaffeSharpGen.Vqa.Tests;

/// <summary>A new current folder for runs of vqa as a process of its own.</summary>
public sealed class Workplace() : ProgramPlace("vqa");
