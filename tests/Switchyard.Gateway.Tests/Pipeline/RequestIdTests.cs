using Switchyard.Gateway.Pipeline;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Pipeline;

public sealed class RequestIdTests
{
    [Fact]
    public void Ids_are_version_seven_sorted_by_time_and_never_equal()
    {
        var now = FakeTime.Start;
        var ids = Enumerable.Range(0, 10_000).Select(i => RequestIds.Next(now.AddMilliseconds(i / 100))).ToArray();
        ids.Distinct().Count().ShouldBe(ids.Length);
        ids.ShouldAllBe(static id => id.Version == 7 && (id.Variant & 0xc) == 0x8);
        ids.Select(static id => id.ToString()[..13]).ShouldBeInOrder(SortDirection.Ascending);
        ids[0].ToString()[..13].ShouldBe(Guid.CreateVersion7(now).ToString()[..13]);
    }
}
