using System.Net;
using System.Net.Http.Headers;

namespace CaffeSharpGen.Models.Download;

/// <summary>The client of stores that are given none.</summary>
internal static class WeightClient
{
    private const int MostRedirections = 8;

    /// <summary>
    /// Makes a client. It takes the proxies of the environment or the system, which is what it does by default, and it does not follow
    /// from https to http.
    /// </summary>
    public static HttpClient Create()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = true,
            MaxAutomaticRedirections = MostRedirections,
            // The bytes are those of the file, which the checksum and the size are of.
            AutomaticDecompression = DecompressionMethods.None,
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(
            "CaffeSharpGen", typeof(WeightClient).Assembly.GetName().Version?.ToString()));
        return client;
    }
}
