using Switchyard.Host.Runtimes;

namespace Switchyard.Host.Tests.Runtimes;

public sealed class PoolThreadsTests
{
    [Fact]
    public void The_number_is_raised_and_never_lowered()
    {
        ThreadPool.GetMinThreads(out var before, out var completions);
        try
        {
            ThreadPool.SetMinThreads(1, completions).ShouldBeTrue();
            PoolThreads.Raise();
            Workers().ShouldBe(PoolThreads.Least);

            ThreadPool.SetMinThreads(PoolThreads.Least + 1, completions).ShouldBeTrue();
            PoolThreads.Raise();
            Workers().ShouldBe(PoolThreads.Least + 1);
        }
        finally
        {
            ThreadPool.SetMinThreads(before, completions);
        }

        static int Workers()
        {
            ThreadPool.GetMinThreads(out var workers, out _);
            return workers;
        }
    }
}
