namespace CaffeSharpGen.DeviceCheck.Sections;
internal sealed class TimeSection() : Section("Times")
{
    public override void Run(CheckRun run) => run.Report.Note("to do");
}
