using Switchyard.WorkspaceAgent.Commands;

namespace Switchyard.WorkspaceAgent.Tests.Commands;

public sealed class CommandSlotsTests
{
    private readonly CommandSlots _slots = new(2);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_who_wait_begin_in_the_order_in_which_they_came()
    {
        await TakenAsync();
        Task[] waiting = [.. Enumerable.Range(0, 4).Select(_ => _slots.TakeAsync(Ended))];

        for (var next = 0; next < waiting.Length; next++)
        {
            waiting.Skip(next).ShouldAllBe(static task => !task.IsCompleted);
            _slots.Release();
            await waiting[next];
        }
    }

    [Fact]
    public async Task Who_gives_up_waiting_costs_nobody_a_slot()
    {
        await TakenAsync();
        using var impatient = new CancellationTokenSource();
        var leaving = _slots.TakeAsync(impatient.Token);
        var patient = _slots.TakeAsync(Ended);

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        _slots.Release();

        await patient;
    }

    [Fact]
    public async Task What_is_given_back_while_nobody_waits_is_free()
    {
        await TakenAsync();
        _slots.Release();

        await _slots.TakeAsync(Ended);
        _slots.TakeAsync(Ended).IsCompleted.ShouldBeFalse();
    }

    private async Task TakenAsync()
    {
        await _slots.TakeAsync(Ended);
        await _slots.TakeAsync(Ended);
    }
}
