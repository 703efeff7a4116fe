namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>A library that is loaded for as long as the process runs.</summary>
/// <param name="Handle">The loader's handle.</param>
/// <param name="Path">The file, as a message names it; only its name where the system does not say which file it is.</param>
/// <param name="Version">
/// Its version; of the driver the newest CUDA that it supports; of cuBLASLt that of cuBLAS, as they come together.
/// </param>
internal sealed record LoadedLibrary(nint Handle, string Path, Version Version);
