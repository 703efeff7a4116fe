namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Why a picture cannot be decoded.</summary>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected.</param>
internal sealed record CodecProblem(string Found, string Expected);
