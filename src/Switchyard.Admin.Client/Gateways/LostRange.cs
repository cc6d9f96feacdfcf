namespace Switchyard.Admin.Client.Gateways;

/// <summary>Events that were removed before an instance had acknowledged them; it gets a snapshot instead.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
/// <param name="Reason">Which limit removed them: <c>age</c> or <c>count</c>.</param>
/// <param name="At">When.</param>
public sealed record LostRange(long From, long To, string Reason, DateTimeOffset At);
