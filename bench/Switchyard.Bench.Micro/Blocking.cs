namespace Switchyard.Bench.Micro;

/// <summary>The toolchain that runs in this process does not wait for what is asynchronous; here it is waited for.</summary>
internal static class Blocking
{
    public static void Run(Func<Task> work) => work().GetAwaiter().GetResult();

    public static T Run<T>(Func<Task<T>> work) => work().GetAwaiter().GetResult();
}
