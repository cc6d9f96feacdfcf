using Switchyard.Hub.Tests.Wakeup;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Switchyard.Hub.Tests;

/// <summary>The entry point that xunit would generate, with a way in for <see cref="WriterChild"/> before it.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        await WriterChild.ChangeWhenToldAsync();
        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
