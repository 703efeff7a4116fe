using CaffeSharpGen.Imaging;

/// <summary>Reads the picture that a request brings.</summary>
internal static class Upload
{
    /// <summary>Larger requests are refused with 413.</summary>
    public const long MostBytes = 8 << 20;

    // A small file can hold a huge picture: larger ones are refused before memory is taken for them.
    private static readonly PictureOptions accepted = new() { MaxPixels = 24_000_000 };

    /// <summary>Reads it.</summary>
    /// <exception cref="PictureException">The body is no picture, or one of too many pixels.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large, or too slow.</exception>
    public static async Task<Picture> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return Picture.Decode(body.GetBuffer().AsSpan(0, (int)body.Length), "the request's body", accepted);
    }
}
