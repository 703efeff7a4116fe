using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Activations;

/// <summary>
/// The part of a word of mask bits that belongs to one vector. Vectors of a word that lie in one byte belong to one panel, so to one
/// thread, which writes the first lanes first.
/// </summary>
internal static unsafe class ReluMaskWords<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(ushort* word, int lane, uint bits)
    {
        if (TVector.Width == 16)
            *word = (ushort)bits;
        else if (TVector.Width == 8 || (lane & 4) == 0)
            ((byte*)word)[lane / 8] = (byte)bits;
        else
            ((byte*)word)[lane / 8] |= (byte)(bits << 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Get(ushort* word, int lane) => (uint)*word >> lane & (1u << TVector.Width) - 1;
}
