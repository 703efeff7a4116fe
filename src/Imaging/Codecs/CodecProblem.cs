namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Why a picture cannot be decoded.</summary>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="IsUndecodable">Whether the header is right, and what follows is not.</param>
internal sealed record CodecProblem(string Found, string Expected, bool IsUndecodable = false);
