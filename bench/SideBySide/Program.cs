using CaffeSharpGen.SideBySide;
using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Processes;

if (args is ["worker", string name, string threads])
{
    Worker.Run(name switch { "ours" => new OurEngine(int.Parse(threads)), "onnx" => new OnnxEngine(int.Parse(threads)), _ => (Engine)new TorchEngine(int.Parse(threads)) });
    return;
}
// first light
foreach (string file in args[0].Split(','))
{
    NetworkCase network = NetworkCase.Find(file);
    int batch = int.Parse(args[1]);
    WorkerProcess[] workers = [.. new[] { "ours", "onnx", "torch" }.Select(e => new WorkerProcess(e, 2))];
    var refs = new Dictionary<Output, float[]>();
    foreach (WorkerProcess w in workers)
    {
        Console.WriteLine(w.Describe());
        string ext = w.Engine == "ours" ? "caffemodel" : w.Engine;
        if (!File.Exists(network.Artifact(ext))) w.Export(network);
        Console.WriteLine($"{w.Engine} load {string.Join(' ', w.Load(network, batch, 3).Select(t => t.ToString("f1")))}");
    }
    foreach (Mode mode in Enum.GetValues<Mode>())
    {
        foreach (WorkerProcess w in workers)
            if (mode == Mode.Forward || w.Engine != "onnx")
            {
                w.Run(mode, 2);
                foreach (Output o in mode switch { Mode.Forward => new[] { Output.Logits, Output.Probabilities }, Mode.GradCam => [Output.Map], Mode.Guided => [Output.GuidedGradient], _ => [Output.Map, Output.GuidedGradient] })
                {
                    float[] r = w.Read(o);
                    if (w.Engine == "ours") { refs[o] = r; continue; }
                    float[] q = refs[o];
                    double max = q.Max(Math.Abs), diff = q.Zip(r, (a, b) => Math.Abs(a - b)).Max();
                    double rms = Math.Sqrt(q.Zip(r, (a, b) => (double)(a - b) * (a - b)).Sum() / q.Sum(a => (double)a * a));
                    Console.WriteLine($"{w.Engine} {o} {q.Length} {r.Length} max {max} diff {diff / max:g3} rms {rms:g3}");
                }
            }
        var all = workers.ToDictionary(w => w, _ => new List<double>());
        var idle = workers.ToDictionary(w => w, _ => 0.0);
        for (int round = 0; round < 3; round++)
            foreach (WorkerProcess w in workers)
                if (mode == Mode.Forward || w.Engine != "onnx")
                {
                    w.Run(mode, 1);
                    var before = workers.ToDictionary(o => o, o => o.ProcessorTime);
                    all[w].AddRange(w.Run(mode, Math.Max(3, 12 / batch)));
                    foreach (var o in workers) if (o != w) idle[o] += (o.ProcessorTime - before[o]).TotalMilliseconds;
                }
        foreach (var (w, t) in all) { t.Sort(); if (t.Count > 0) Console.WriteLine($"{network.Name} b{batch} {mode} {w.Engine} {t[0]:f1} / {t[t.Count / 2]:f1}   idle cpu {idle[w]:f1} ms"); }
    }
    foreach (WorkerProcess w in workers)
    {
        Console.WriteLine($"{w.Engine} peak {w.PeakMemory() / 1e6:f0} MB");
        w.Dispose();
    }
}
