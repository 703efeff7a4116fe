using CaffeSharpGen;
using CaffeSharpGen.Extensions;
using Networks;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = Upload.MostBytes);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswerJson.Default));
builder.Services.AddProblemDetails();

// The weights are loaded when the service starts. All instances share them and the processor's threads.
builder.Services.AddCaffeNetwork<Scenes>("models/scenes.caffemodel", options => options.MaximumInstances = 2);
builder.Services.AddSingleton(Labels.Load(Path.Combine(AppContext.BaseDirectory, "models", "scenes.labels.txt")));
builder.Services.AddSingleton<Explainer>();
builder.Services.AddHealthChecks().AddCaffeNetwork<Scenes>();

WebApplication app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapHealthChecks("/health");
app.MapGet("/", () => """
    POST /explain      a picture: its scores, and the map of a class, as JSON
    POST /explain.png  a picture: the picture with the map over it
    Both take ?label=red%20ring; without it they explain the best class.
      curl --data-binary @models/scenes.example.png http://localhost:5000/explain
    GET  /health

    """);
app.MapPost("/explain", Endpoints.Explain);
app.MapPost("/explain.png", Endpoints.ExplainAsPicture);
app.Run();
