using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Memory;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>Has everything that writes beyond its memory, or reads what nobody wrote, seen.</summary>
internal static class GuardedMemory
{
    [ModuleInitializer]
    internal static void Begin() => LargeMemory.GuardFloats = 1024;
}
