using CaffeSharpGen.Imaging;

/// <summary>Reads the picture that a request brings.</summary>
internal static class Upload
{
    /// <summary>Larger requests are refused with 413.</summary>
    public const long MostBytes = 8 << 20;

    /// <summary>Reads it.</summary>
    /// <exception cref="PictureException">The body is no picture.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large, or too slow.</exception>
    public static async Task<Picture> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return Picture.Decode(body.GetBuffer().AsSpan(0, (int)body.Length), "the request's body");
    }
}
