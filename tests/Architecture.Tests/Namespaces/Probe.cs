// Each namespace uses the first in another way; NamespaceTests looks whether the graph has it.
#pragma warning disable IDE0130, IDE0161

namespace CaffeSharpGen.Probe.Used
{
    internal class Thing
    {
        public static void Run() => Back.Turn.Run();
    }

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class MarkAttribute : Attribute;
}

namespace CaffeSharpGen.Probe.Base
{
    internal sealed class Derived : Used.Thing;
}

namespace CaffeSharpGen.Probe.Signature
{
    internal interface IMaker
    {
        Used.Thing[] Make();
    }
}

namespace CaffeSharpGen.Probe.Marker
{
    internal static class Marked
    {
        [Used.Mark]
        public static int Value => 1;
    }
}

namespace CaffeSharpGen.Probe.Code
{
    internal static class Caller
    {
        public static void Run() => Used.Thing.Run();
    }
}

namespace CaffeSharpGen.Probe.GenericArgument
{
    internal static class Holder
    {
        public static object Make() => new List<Used.Thing>();
    }
}

namespace CaffeSharpGen.Probe.Closure
{
    internal static class Maker
    {
        public static Func<int, object> Make(int least) => value => value < least ? "" : new Used.Thing();
    }
}

namespace CaffeSharpGen.Probe.Back
{
    internal static class Turn
    {
        public static void Run() => Code.Caller.Run();
    }
}

namespace CaffeSharpGen.Probe.Nothing
{
    internal static class Alone
    {
        public static string Name => nameof(Used.Thing);
    }
}
