namespace Switchyard.Model.Revisions;

/// <summary>One object that differs between two configurations.</summary>
/// <param name="Section">The section it is in.</param>
/// <param name="Name">Its name within the section; empty for a section that is one object.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Fields">The fields that differ, in ordinal order; for a new or a removed object all it has.</param>
/// <param name="Class">How the change is put in force: the strongest class of its fields.</param>
public sealed record ObjectChange(string Section, string Name, ObjectChangeKind Kind, IReadOnlyList<FieldDifference> Fields, ChangeClass Class);
