namespace Switchyard.Admin.Gateways;

/// <summary>Events that retention removed before an instance had acknowledged them.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
/// <param name="Reason">Which limit removed them: <c>age</c> or <c>count</c>.</param>
/// <param name="At">When.</param>
internal sealed record LostRangeView(long From, long To, string Reason, DateTimeOffset At);
