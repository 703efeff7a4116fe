namespace CaffeSharpGen.Vqa.Tests;

/// <summary>What vqa does where there is no GPU.</summary>
public sealed class MissingGpuTests() : DeviceTests(folder => new Workplace { ProgramFolder = folder });
