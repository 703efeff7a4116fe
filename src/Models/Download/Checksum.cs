using System.Security.Cryptography;

namespace CaffeSharpGen.Models.Download;

/// <summary>
/// What decides whether a file is the published one: its SHA-256, else its SHA-1; its size alone where no checksum is known.
/// </summary>
internal static class Checksum
{
    private const int BufferSize = 1 << 20;

    /// <summary>Whether a checksum of the file is known.</summary>
    public static bool IsKnown(PublishedWeights weights) => Expected(weights) is not null;

    /// <summary>Compares a file with what is published of it.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static async Task<string?> FindMismatchAsync(string path, PublishedWeights weights, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        if (weights.Size is { } size && file.Length != size)
            return $"it has {file.Length} bytes; expected {size}";
        if (Expected(weights) is not { } expected)
            return null;
        using IncrementalHash hash = IncrementalHash.CreateHash(expected.Algorithm);
        byte[] buffer = new byte[BufferSize];
        int read;
        while ((read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            hash.AppendData(buffer, 0, read);
        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return found.Equals(expected.Digits, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"its {expected.Algorithm.Name} is {found}; expected {expected.Digits}";
    }

    private static (HashAlgorithmName Algorithm, string Digits)? Expected(PublishedWeights weights) =>
        weights.Sha256 is { } sha256 ? (HashAlgorithmName.SHA256, sha256)
        : weights.Sha1 is { } sha1 ? (HashAlgorithmName.SHA1, sha1)
        : null;
}
