//! The settings that have a flag, as the command line knows them.

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use super::declared;
use super::setting::{Form, Setting};

/// What was said by flags.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Flags(Vec<(String, Vec<String>)>);

impl Flags {
    /// What was said of a setting.
    pub(super) fn said(&self, setting: &Setting) -> Option<&[String]> {
        let name = setting.flag_name();
        self.0.iter().find(|it| it.0 == name).map(|it| it.1.as_slice())
    }
}

fn flagged() -> impl Iterator<Item = &'static Setting> {
    declared::ALL.iter().filter(|it| it.flag)
}

fn flag(setting: &'static Setting) -> Arg {
    let name = setting.flag_name();
    let default = setting.default().filter(|_| setting.form != Form::Switch);
    let default = default.map_or_else(String::new, |it| format!("[default: {it}] "));
    let arg =
        Arg::new(name.clone()).long(name).help(format!("{} {default}[env: {}]", setting.text, setting.variable()));
    let read = move |text: &str| {
        let text = text.to_owned();
        setting.check(std::slice::from_ref(&text)).map(|()| text)
    };
    match setting.form {
        Form::Switch => arg.action(ArgAction::SetTrue),
        Form::List(word) => arg.action(ArgAction::Append).value_name(word).value_parser(ValueParser::new(read)),
        Form::Text(word) => arg.value_name(word).value_parser(ValueParser::new(read)),
        Form::Number(_) => arg.value_name("NUMBER").value_parser(ValueParser::new(read)),
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.args(flagged().map(flag))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let said = flagged().filter_map(|setting| {
            let name = setting.flag_name();
            let texts = match setting.form {
                Form::Switch => matches.get_flag(&name).then(|| vec![true.to_string()]),
                _ => matches.get_many::<String>(&name).map(|it| it.cloned().collect()),
            };
            texts.map(|texts| (name, texts))
        });
        Ok(Self(said.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
