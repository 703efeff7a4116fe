using CaffeSharpGen.DeviceCheck.Reporting;

namespace CaffeSharpGen.DeviceCheck.Sections;
internal sealed class KernelSection() : Section("Kernels alone")
{
    public override void Run(CheckRun run) => run.Report.Note("to do");
}
