using CaffeSharpGen.Imaging;
using Microsoft.AspNetCore.Mvc;

/// <summary>What the service answers. A client that goes away cancels what runs for it.</summary>
internal static class Endpoints
{
    /// <summary>Scores and the map of a class.</summary>
    public static Task<IResult> Explain(
        HttpRequest request, string? label, [FromServices] Explainer explainer, CancellationToken cancellationToken) =>
        AnswerAsync(request, cancellationToken, async photo => Results.Ok(await explainer.ExplainAsync(photo, label, cancellationToken)));

    /// <summary>The picture with the map over it, as PNG.</summary>
    public static Task<IResult> ExplainAsPicture(
        HttpRequest request, string? label, [FromServices] Explainer explainer, CancellationToken cancellationToken) =>
        AnswerAsync(request, cancellationToken, async photo =>
        {
            Answer answer = await explainer.ExplainAsync(photo, label, cancellationToken);
            using Picture overlay = answer.Map.Overlay(photo);
            return Results.Bytes(overlay.Encode(PictureFormat.Png), "image/png");
        });

    // What is wrong with a request is its sender's to know, in words; what is wrong here is in the log.
    private static async Task<IResult> AnswerAsync(
        HttpRequest request, CancellationToken cancellationToken, Func<Picture, Task<IResult>> answer)
    {
        try
        {
            using Picture photo = await Upload.ReadAsync(request, cancellationToken);
            return await answer(photo);
        }
        catch (Exception problem) when (problem is PictureException or UnknownLabelException)
        {
            return Results.Problem(problem.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (BadHttpRequestException problem)
        {
            return Results.Problem(problem.Message, statusCode: problem.StatusCode);
        }
    }
}
