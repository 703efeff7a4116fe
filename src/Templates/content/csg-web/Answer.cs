using System.Text.Json.Serialization;
using CaffeSharpGen.GradCam;

/// <summary>What the service says of a picture.</summary>
/// <param name="Scores">The best classes.</param>
/// <param name="Explained">The class that the map explains.</param>
/// <param name="Map">Where the picture looks like it.</param>
internal sealed record Answer(Named[] Scores, string Explained, Explanation Map);

/// <summary>The score of a class.</summary>
/// <param name="Index">Of the class, from 0.</param>
/// <param name="Label">Its name.</param>
/// <param name="Probability">From 0 to 1.</param>
internal sealed record Named(int Index, string Label, float Probability);

/// <summary>Writes answers without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
